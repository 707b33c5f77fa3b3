// Scripted HTTP servers on loopback.

import { once } from 'node:events';
import { createServer } from 'node:http';

/** Plays answers in order, one for each connection, and keeps the requests that it got. */
export class Replay {
  #server = createServer((request, response) => this.#serve(request, response));
  #answers = [];
  received = [];

  static async start() {
    const replay = new Replay();
    replay.#server.listen(0, '127.0.0.1');
    await once(replay.#server, 'listening');
    return replay;
  }

  get uri() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  /** Starts anew with these answers: `{ status, headers, body }`. */
  play(answers) {
    this.#answers = [...answers];
    this.received = [];
  }

  async #serve(request, response) {
    const body = Buffer.concat(await request.toArray());
    this.received.push({ method: request.method, path: request.url, headers: request.headers, body });
    const answer = this.#answers.shift() ?? { status: 500, headers: {}, body: Buffer.from('no answer is left') };
    const headers = { ...answer.headers, 'content-length': answer.body.length, connection: 'close' };
    response.writeHead(answer.status, headers).end(answer.body);
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

/** Takes requests and never answers; tells when one has come, and when its connection was closed. */
export class Hanging {
  #server = createServer((request) => {
    this.requests++;
    request.socket.once('close', () => this.#server.emit('gone'));
    this.#server.emit('came');
  });
  requests = 0;

  static async start() {
    const hanging = new Hanging();
    hanging.#server.listen(0, '127.0.0.1');
    await once(hanging.#server, 'listening');
    return hanging;
  }

  get uri() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  /** The next request. */
  came() {
    return once(this.#server, 'came');
  }

  /** The next connection that is closed. */
  gone() {
    return once(this.#server, 'gone');
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
