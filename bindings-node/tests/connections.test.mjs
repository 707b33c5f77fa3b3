// Connections, counted at the server: what keeps them open, and what lets them go.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { CallCancelledError, Client, getImportProgress } from '../dist/index.mjs';

/** Answers each poll with the job's state, and knows its open connections. */
class Server {
  state = 'Importing';
  #open = new Set();
  #server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    request.resume().on('end', () => {
      if (this.state === 'silent') return;
      const missing = { code: 2100, message: 'import job does not exist, jobID=7' };
      const answer =
        this.state === 'gone' ? missing : { code: 0, data: { jobId: '7', state: this.state, progress: 30 } };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
    });
    this.#server.emit('asked');
  });

  static async start() {
    const server = new Server();
    server.#server.on('connection', (socket) => {
      server.#open.add(socket);
      socket.once('close', () => {
        server.#open.delete(socket);
        server.#server.emit('let go');
      });
    });
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get uri() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  get connections() {
    return this.#open.size;
  }

  asked() {
    return once(this.#server, 'asked');
  }

  /** Waits until there are no more connections than these; the test's time limit ends it. */
  async only(count) {
    while (this.#open.size > count) await once(this.#server, 'let go');
    assert.equal(this.#open.size, count);
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

let server;
before(async () => {
  server = await Server.start();
});
after(() => server.close());

const LIMIT = { timeout: 30_000 };
const OVER = { done: true, value: undefined };
const ENDED = {
  'by its last change': async (watch) => {
    server.state = 'Completed';
    assert.equal((await watch.next()).value.state, 'Completed');
  },
  'and asked once more': async (watch) => {
    server.state = 'Failed';
    await watch.next();
    assert.deepEqual(await watch.next(), OVER);
  },
  'with an Uncommitted job': async (watch) => {
    server.state = 'Uncommitted';
    assert.equal((await watch.next()).value.state, 'Uncommitted');
  },
  'by an error': async (watch) => {
    server.state = 'gone';
    await assert.rejects(watch.next(), { code: 'JobNotFound' });
  },
  'by leaving the loop': async (watch) => {
    server.state = 'Importing';
    for await (const { state } of watch) {
      assert.equal(state, 'Importing');
      break;
    }
  },
};
for (const [how, end] of Object.entries(ENDED)) {
  test(`watches that ended ${how} hold no connection of a closed client`, LIMIT, async () => {
    const clients = Array.from({ length: 20 }, () => new Client({ uri: server.uri, retryBudget: 0 }));
    const watches = clients.map((client) => client.watch('7'));
    await Promise.all(watches.map(end));
    assert.equal(server.connections, 20);
    for (const client of clients) client.close();
    await server.only(0);
    // They are still there, and say that there is nothing more.
    for (const watch of watches) assert.deepEqual(await watch.next(), OVER);
  });
}

test('close ends a watch that goes on, and its connection', LIMIT, async () => {
  server.state = 'Importing';
  const client = new Client({ uri: server.uri });
  const [idle, asking] = [client.watch('7'), client.watch('7')];
  await Promise.all([idle.next(), asking.next()]);
  const pending = asking.next();
  client.close();
  await assert.rejects(pending, (error) => {
    assert.ok(error instanceof CallCancelledError);
    assert.deepEqual(
      [error.code, error.message],
      ['Cancelled', 'the client was closed: job 7 stood at 30 %, Importing (reading)'],
    );
    return true;
  });
  // Not a silent end, which would be taken for the job's.
  await assert.rejects(idle.next(), CallCancelledError);
  await server.only(0);
  assert.equal((await client.getImportProgress('7')).state, 'Importing');
  client.close();
  await server.only(0);
});

test('close ends a wait, also one whose request is under way', LIMIT, async () => {
  server.state = 'silent';
  const client = new Client({ uri: server.uri });
  const asked = server.asked();
  const waiting = assert.rejects(client.wait('7'), {
    code: 'Cancelled',
    message: 'the client was closed: job 7 was not seen yet',
  });
  await asked;
  client.close();
  await waiting;
  await server.only(0);
});

for (const state of ['Completed', 'Uncommitted']) {
  test(`a wait that sees ${state} when its client is closed has its result`, LIMIT, async () => {
    server.state = state;
    const client = new Client({ uri: server.uri });
    assert.equal((await client.wait('7', { onProgress: () => client.close() })).state, state);
    await server.only(0);
  });
}

test('a call under way when its client is closed goes on, and its connection ends with it', LIMIT, async () => {
  server.state = 'Importing';
  const client = new Client({ uri: server.uri });
  const asked = server.asked();
  const call = client.getImportProgress('7');
  await asked;
  client.close();
  assert.equal((await call).state, 'Importing');
  await server.only(0);
});

test('functions keep the connections of as many clients as they keep, and no more', LIMIT, async () => {
  server.state = 'Importing';
  for (let at = 0; at < 40; at++) await getImportProgress({ uri: server.uri, jobId: '7', token: `token-${at}` });
  await server.only(16);
});
