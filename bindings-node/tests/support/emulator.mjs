// A server of the emulator, which runs as a program of its own, and its control API.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { program } from './programs.mjs';

/** What the emulator plays, with the API generation to speak to it. */
export const SERVERS = {
  'milvus-2.3': 'milvus-2.3',
  'milvus-2.4.0': 'milvus-v2',
  'milvus-2.6': 'milvus-v2',
  'milvus-3.0': 'milvus-v2',
  'zilliz-v1': 'zilliz-v1',
  'zilliz-v2': 'zilliz-v2',
};

/** A running emulator, whose clock runs at `speed`. */
export class Emulator {
  #process;

  static async start(server = 'milvus-2.6', speed = 1) {
    const emulator = new Emulator();
    const options = ['emulator', '--port', '0', '--server', server, '--speed', String(speed)];
    emulator.#process = spawn(program('milvus-import-cli', 'milvus-import'), options, {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    [emulator.uri] = await once(createInterface(emulator.#process.stdout), 'line');
    emulator.api = SERVERS[server];
    return emulator;
  }

  /** One call of the control API; routes as in the emulator's documentation. */
  async control(method, route, body) {
    const options = { method, body: body === undefined ? null : JSON.stringify(body) };
    const response = await fetch(`${this.uri}/_emulator/${route}`, options);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${route}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  requests() {
    return this.control('GET', 'requests');
  }

  /** Adds a job and returns its id. */
  async addJob(spec = {}) {
    return (await this.control('POST', 'jobs', spec)).job_id;
  }

  async stop() {
    this.#process.kill();
    await once(this.#process, 'exit');
  }
}
