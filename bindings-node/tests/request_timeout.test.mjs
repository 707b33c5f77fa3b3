// `Request-Timeout`: of a client and of a call, in milliseconds here and in seconds on the way.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Client, getImportProgress, HttpClient, InvalidArgumentError } from '../dist/index.mjs';
import * as functions from '../dist/index.mjs';
import { Replay } from './support/replay.mjs';

let server;
before(async () => {
  server = await Replay.start();
});
after(() => server.close());

const DATA = { jobId: '7', state: 'Completed', progress: 100, records: [], fields: [] };
const ANSWER = { status: 200, headers: {}, body: Buffer.from(JSON.stringify({ code: 0, data: DATA })) };
const IMPORT = { collectionName: 'c', files: [['a.json']] };

/** The header that a call sent; undefined for none. */
async function sent(call) {
  server.play([ANSWER]);
  await call();
  return server.received[0].headers['request-timeout'];
}

/** Every call, of a client and with options of the call. */
const CALLS = {
  getImportProgress: (client, options) => client.getImportProgress('7', options),
  bulkImport: (client, options) => client.bulkImport({ ...IMPORT, ...options }),
  listImportJobs: (client, options) => client.listImportJobs(options).pages().next(),
  describeCollection: (client, options) => client.describeCollection('c', options),
  commitImport: (client, options) => client.commitImport('7', options),
  abortImport: (client, options) => client.abortImport('7', options),
  wait: (client, options) => client.wait('7', options),
  watch: (client, options) => client.watch('7', options).next(),
};
const options = () => ({ uri: server.uri, retryBudget: 0 });

for (const [name, call] of Object.entries(CALLS)) {
  test(`${name} sends what its client or the call has, and nothing otherwise`, async () => {
    const client = new Client(options());
    assert.equal(await sent(() => call(client)), undefined);
    assert.equal(await sent(() => call(client, { requestTimeout: 7_000 })), '7');
    assert.equal(await sent(() => call(client)), undefined);
    const limited = new Client({ ...options(), requestTimeout: 60_000 });
    assert.equal(await sent(() => call(limited)), '60');
    assert.equal(await sent(() => call(limited, { requestTimeout: 5_000 })), '5');
  });
}

test('describeJob sends it too', async () => {
  const client = new Client({ ...options(), api: 'zilliz-v2', clusterId: 'in01' });
  assert.equal(await sent(() => client.describeJob('7', { requestTimeout: 7_000 })), '7');
});

test('functions take it', async () => {
  const more = { ...options(), requestTimeout: 9_000 };
  assert.equal(await sent(() => getImportProgress({ ...more, jobId: '7' })), '9');
  assert.equal(await sent(() => functions.bulkImport({ ...more, ...IMPORT })), '9');
  assert.equal(await sent(() => functions.listImportJobs(more).pages().next()), '9');
  assert.equal(await sent(() => functions.commitImport({ ...more, jobId: '7' })), '9');
  assert.equal(await sent(() => functions.abortImport({ ...more, jobId: '7' })), '9');
  assert.equal(await sent(() => getImportProgress({ ...options(), jobId: '7' })), undefined);
});

test('the drop-in takes it, for all calls and for one', async () => {
  const calls = [
    (client, more) => client.getImportJobProgress({ jobId: '7' }, more),
    (client, more) => client.listImportJobs({}, more),
    (client, more) => client.createImportJobs(IMPORT, more),
    (client, more) => client.commitImport({ jobId: '7' }, more),
    (client, more) => client.abortImport({ jobId: '7' }, more),
  ];
  const config = { endpoint: server.uri, retryBudget: 0 };
  for (const call of calls) {
    assert.equal(await sent(() => call(new HttpClient(config))), undefined);
    assert.equal(await sent(() => call(new HttpClient({ ...config, requestTimeout: 8_000 }))), '8');
    assert.equal(await sent(() => call(new HttpClient(config), { requestTimeout: 9_000 })), '9');
  }
});

test('what is no whole number of seconds is refused, and so is none, before anything is sent', async () => {
  server.play([]);
  const client = new Client(options());
  const refused = (time, said) => (error) => {
    assert.ok(error instanceof InvalidArgumentError, String(error));
    assert.match(error.message, said ?? /^requestTimeout is [^:]+: .* such as 30000$/);
    return true;
  };
  for (const [time, said] of [
    [30],
    [1_500],
    [-1_000],
    [Number.NaN],
    [Infinity],
    [4_294_967_296_000],
    [0, /HTTP 408/],
  ]) {
    assert.throws(() => new Client({ ...options(), requestTimeout: time }), refused(time, said));
    for (const call of Object.values(CALLS)) {
      await assert.rejects(async () => await call(client, { requestTimeout: time }), refused(time, said));
    }
  }
  await assert.rejects(client.getImportProgress('7', { requestTimeout: '30s' }), refused('', /not a string$/));
  assert.deepEqual(server.received, []);
});
