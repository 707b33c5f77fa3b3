/** Where things are, which core runs what, and what the environment must not change. */

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const HERE = fileURLToPath(new URL('.', import.meta.url));
// What run.sh built.
const { MILVUS_IMPORT_BENCHES: SERVER, MILVUS_IMPORT_PACKAGE } = process.env;
if (!SERVER || !MILVUS_IMPORT_PACKAGE) {
  throw new Error('nothing is built: use benches/node/run.sh');
}
export const PRODUCT = MILVUS_IMPORT_PACKAGE;
// As benches/src/server.rs has them, in the order in which it tells its addresses.
export const DETAILS = [1, 100, 10_000];
// They would send a client elsewhere, or change how Node.js runs it.
const MISLEADING = ['_proxy', 'milvus_', 'zilliz_', 'ssl_cert', 'node_'];

/** The environment for clients, which trust the certificates of `bundle`. */
export function environment(bundle) {
  const kept = Object.entries(process.env).filter(
    ([name]) => !MISLEADING.some((one) => name.toLowerCase().includes(one)),
  );
  return { ...Object.fromEntries(kept), ...(bundle && { NODE_EXTRA_CA_CERTS: bundle }) };
}

/** A core for the server and one for the client: the first and the last that this process may use. */
export function cores() {
  const [, list] = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/self/status', 'latin1'));
  const allowed = list.split(/[,-]/).map(Number);
  return { server: allowed[0], client: allowed.at(-1) };
}

/** Starts Node.js on a core of its own, its threads with it. */
export function node(core, options, ...args) {
  return spawn('taskset', ['--cpu-list', String(core), process.execPath, ...args], { cwd: HERE, ...options });
}

/** The server of the Rust benchmarks, in a process on a core of its own. It ends when its input is closed. */
export class Server {
  #process;
  #folder;
  #addresses = new Map();

  static async start(core) {
    const server = new Server();
    await server.#start(core);
    return server;
  }

  async #start(core) {
    this.#process = spawn(SERVER, ['serve', String(core)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
    for (const details of DETAILS) {
      for (const secure of [false, true]) {
        this.#addresses.set(`${details} ${secure}`, (await lines.next()).value);
      }
    }
    let certificate = '';
    while (!certificate.includes('-----END')) {
      certificate += `${(await lines.next()).value}\n`;
    }
    this.#folder = mkdtempSync(join(tmpdir(), 'milvus-import-benches-'));
    writeFileSync(this.bundle, certificate);
  }

  /** File (PEM) with the certificate of the TLS addresses. */
  get bundle() {
    return join(this.#folder, 'certificate.pem');
  }

  url(details, secure) {
    return `${secure ? 'https' : 'http'}://${this.#addresses.get(`${details} ${secure}`)}`;
  }

  close() {
    this.#process.stdin.end();
    rmSync(this.#folder, { recursive: true });
  }
}
