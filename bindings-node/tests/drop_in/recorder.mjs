/** A server on loopback that keeps what it was asked, and answers as `protocol.md`'s servers do or as a test says. */

import { once } from 'node:events';
import { createServer } from 'node:http';

export const JOB = '448761313698322011';
const FILE = {
  completeTime: '',
  fileName: '[a/1.parquet]',
  fileSize: 3279917,
  importedRows: 50000,
  progress: 50,
  state: 'InProgress',
  totalRows: 100000,
};
export const PROGRESS = {
  code: 0,
  data: {
    collectionName: 'quick_setup',
    completeTime: '',
    createTime: '2025-01-16T08:42:09Z',
    details: [FILE, { ...FILE, fileName: '[a/0.parquet]', aNewMember: [1, { of: 'a later release' }] }],
    fileSize: 3279917,
    importedRows: 50000,
    jobId: JOB,
    progress: 55,
    state: 'Importing',
    totalRows: 100000,
  },
};
const RECORD = { collectionName: 'quick_setup', jobId: JOB, progress: 55, state: 'Importing' };
const LIST = {
  code: 0,
  data: { records: [RECORD, { ...RECORD, jobId: '1', state: 'Failed', reason: 'mock reason' }] },
};
// Every spelling of a route is served alike.
const ROUTES = {
  '/v2/vectordb/jobs/import/describe': PROGRESS,
  '/v2/vectordb/jobs/import/get_progress': PROGRESS,
  '/v2/vectordb/jobs/import/getProgress': PROGRESS,
  '/v2/vectordb/jobs/import/list': LIST,
  '/v2/vectordb/jobs/import/create': { code: 0, data: { jobId: JOB } },
};

/**
 * @typedef {object} Request one as it came in; header names are in lower case
 * @property {string} method
 * @property {string} path
 * @property {Record<string, string>} query
 * @property {Record<string, string>} headers
 * @property {any} json
 * @property {number} connection the client's port
 *
 * @typedef {object} Answer
 * @property {number} [status]
 * @property {string} body
 * @property {Record<string, string>} [headers]
 * @property {number} [delay] in milliseconds, before the headers are sent
 * @property {number} [stall] in milliseconds, in the middle of the body
 */

/** @returns {Answer} what is answered with status 200 */
export const json = (value, status = 200) => ({ status, body: JSON.stringify(value) });

/** @type {(request: Request) => Answer} what a healthy server answers */
export function served({ path, prefix = '' }) {
  const found = ROUTES[path.slice(prefix.length)];
  return found ? json(found) : { status: 404, body: '404 page not found', headers: { 'content-type': 'text/plain' } };
}

export class Recorder {
  /** @type {(request: Request) => Answer} */
  answer = served;
  #requests = [];
  #server = createServer(async (incoming, outgoing) => {
    const chunks = await incoming.toArray();
    const { pathname: path, searchParams } = new URL(incoming.url, 'http://recorder');
    const body = Buffer.concat(chunks).toString();
    const { method, headers, socket } = incoming;
    const query = Object.fromEntries(searchParams);
    const request = { method, path, query, headers, json: body && JSON.parse(body), connection: socket.remotePort };
    this.#requests.push(request);
    await this.#send(this.answer(request), outgoing);
  });

  static async start() {
    const recorder = new Recorder();
    recorder.#server.listen(0, '127.0.0.1');
    await once(recorder.#server, 'listening');
    return recorder;
  }

  get host() {
    return `127.0.0.1:${this.#server.address().port}`;
  }

  get url() {
    return `http://${this.host}`;
  }

  /** The requests since this was last asked. */
  taken() {
    return this.#requests.splice(0);
  }

  async close() {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #send({ status = 200, body, headers = { 'content-type': 'application/json' }, delay, stall }, outgoing) {
    await pause(delay);
    outgoing.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
    if (stall) {
      outgoing.write(body.slice(0, 1));
      await pause(stall);
      body = body.slice(1);
    }
    outgoing.end(body);
  }
}

/** Does not keep the tests from ending. */
const pause = (milliseconds) => milliseconds && new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
