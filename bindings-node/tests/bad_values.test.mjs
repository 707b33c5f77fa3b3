// Every value that no option can have, for every option of every call: refused by one kind of error, which names the option
// as JavaScript does.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { inspect } from 'node:util';

import * as milvus from '../dist/index.mjs';
import { Emulator } from './support/emulator.mjs';

const { Client, HttpClient, ImportJobError } = milvus;

/** Nothing answers there: what is not refused before it is sent fails in another way. */
const uri = 'http://127.0.0.1:1';
const client = new Client({ uri, retryBudget: 0 });
const dropIn = new HttpClient({ endpoint: uri, retryBudget: 0 });

const throwing = (name) => Object.defineProperty({}, name, { enumerable: true, get: () => assert.fail('a getter') });
const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();

/** Of no option at all. */
const NEVER = {
  symbol: Symbol('s'),
  date: new Date(),
  array: [1],
  map: new Map([['a', 'b']]),
  'a getter that throws': throwing('a'),
  'a constructor that throws': throwing('constructor'),
  'a revoked proxy': revoked,
};
const NO_NUMBERS = { text: '5', bigint: 5n, flag: true, function: () => {}, object: { a: 1 } };
const NO_TEXTS = { number: 5, NaN: NaN, flag: true, bigint: 5n, function: () => {}, object: { a: 1 } };
const NO_PATIENCE = { ...NO_NUMBERS, NaN: NaN, negative: -1 };
const NO_TIMES = { ...NO_PATIENCE, infinite: Infinity };

const KINDS = {
  text: NO_TEXTS,
  limit: { ...NO_TIMES, zero: 0 },
  patience: { ...NO_PATIENCE, zero: 0 },
  budget: NO_TIMES,
  seconds: { ...NO_TIMES, zero: 0, fraction: 1500 },
  count: { ...NO_TIMES, fraction: 1.5 },
  many: { ...NO_TIMES, zero: 0, fraction: 1.5 },
  flag: { text: 'yes', number: 1, function: () => {}, object: {} },
  pem: { ...NO_TEXTS, 'no PEM': 'x', empty: '' },
  headers: { ...NO_TEXTS, object: { a: null }, text: 'a: b' },
  texts: { ...NO_TEXTS, object: { a: null }, text: 'a' },
  groups: { ...NO_TEXTS, text: 'a', flat: ['a'], nested: [[['a']]], hole: [['a', , 'b']] },
  signal: { ...NO_TEXTS, text: 'a', controller: new AbortController() },
  controller: { ...NO_TEXTS, text: 'a' },
  function: { text: 'a', number: 1, object: {} },
};

const CALL = { signal: 'signal', requestTimeout: 'seconds' };
const FOLLOW = { timeout: 'patience', stallTimeout: 'patience', faultBudget: 'budget', ...CALL };
const CLIENT = {
  ...Object.fromEntries(
    ['uri', 'api', 'token', 'dbName', 'clusterId', 'projectId', 'regionId', 'proxy'].map((name) => [name, 'text']),
  ),
  ...{ timeout: 'limit', connectTimeout: 'limit', retryBudget: 'budget', requestTimeout: 'seconds' },
  ...{ maxResponseBytes: 'count', headers: 'headers', insecure: 'flag' },
  ...{ caCert: 'pem', clientCert: 'pem', clientKey: 'pem' },
};
const LIST = { collectionName: 'text', pageSize: 'count', currentPage: 'count', ...CALL };
const IMPORT = {
  ...Object.fromEntries(
    ['collectionName', 'partitionName', 'objectUrl', 'accessKey', 'secretKey'].map((name) => [name, 'text']),
  ),
  ...{ sessionToken: 'text', volumeName: 'text', idempotencyKey: 'text' },
  ...{ files: 'groups', objectUrls: 'groups', dataPaths: 'groups', options: 'texts', ...CALL },
};
const wanted = { collectionName: 'c', files: [['a.json']] };

/** The options of each call that has some, and how it is called with one of them. */
const CALLS = {
  Client: [CLIENT, (options) => new Client({ uri, ...options })],
  'getImportProgress()': [CLIENT, (options) => milvus.getImportProgress({ uri, jobId: '1', ...options })],
  'listImportJobs()': [
    { ...CLIENT, ...LIST },
    (options) =>
      milvus
        .listImportJobs({ uri, ...options })
        .pages()
        .next(),
  ],
  'bulkImport()': [{ ...CLIENT, ...IMPORT }, (options) => milvus.bulkImport({ uri, ...wanted, ...options })],
  getImportProgress: [CALL, (options) => client.getImportProgress('1', options)],
  describeJob: [CALL, (options) => client.describeJob('1', options)],
  describeCollection: [{ dbName: 'text', ...CALL }, (options) => client.describeCollection('c', options)],
  check: [
    { dbName: 'text', server: 'text', rows: 'text', sep: 'text', nullkey: 'text', ...CALL },
    (options) => client.check('c', [], options),
  ],
  commitImport: [CALL, (options) => client.commitImport('1', options)],
  abortImport: [CALL, (options) => client.abortImport('1', options)],
  wait: [{ ...FOLLOW, onOutage: 'function', onProgress: 'function' }, (options) => client.wait('1', options)],
  watch: [{ ...FOLLOW, onOutage: 'function' }, (options) => client.watch('1', options)],
  watchMany: [{ ...FOLLOW, onOutage: 'function' }, (options) => client.watchMany(['1'], options).next()],
  watchCollection: [
    { ...FOLLOW, onOutage: 'function', withEnded: 'flag' },
    (options) => client.watchCollection('c', options).next(),
  ],
  listImportJobs: [LIST, (options) => client.listImportJobs(options).pages().next()],
  bulkImport: [IMPORT, (options) => client.bulkImport({ ...wanted, ...options })],
  importMany: [
    {
      ...{ ...IMPORT, ...FOLLOW, onOutage: 'function', ledger: 'text', filesPerJob: 'many', jobsInFlight: 'many' },
      ...Object.fromEntries(['retryFailed', 'skipBadFiles', 'atomic', 'hasIdempotency'].map((name) => [name, 'flag'])),
    },
    (options) => client.importMany({ ...wanted, ...options }).next(),
  ],
  HttpClient: [
    { endpoint: 'text', baseURL: 'text', database: 'text', token: 'text', username: 'text', password: 'text' },
    (options) => new HttpClient({ endpoint: uri, ...options }),
  ],
  'HttpClient, its times': [
    { timeout: 'limit', connectTimeout: 'limit', retryBudget: 'budget', requestTimeout: 'seconds' },
    (options) => new HttpClient({ endpoint: uri, ...options }),
  ],
  getImportJobProgress: [
    { ...CALL, timeout: 'limit', abortController: 'controller' },
    (options) => dropIn.getImportJobProgress({ jobId: '1' }, options),
  ],
};

/** What a call ends with, which is to be an error. */
async function refusal(call) {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return assert.fail('it is taken');
}

for (const [name, [options, call]] of Object.entries(CALLS)) {
  test(`${name}: every bad value is an InvalidArgument that names the option`, async () => {
    for (const [option, kind] of Object.entries(options)) {
      for (const [what, value] of Object.entries({ ...NEVER, ...KINDS[kind] })) {
        const error = await refusal(() => call({ [option]: value })).catch((fault) =>
          assert.fail(`${option}, ${what}: ${fault.message}`),
        );
        assert.ok(error instanceof ImportJobError, `${option}, ${what}: ${inspect(error)}`);
        assert.equal(error.code, 'InvalidArgument', `${option}, ${what}: ${error}`);
        assert.match(error.message, new RegExp(`\\b${option}\\b`), what);
        assert.doesNotMatch(error.message, /[a-z]_[a-z]/, what);
      }
    }
  });
}

test('what is no id, and what holds no options, is an InvalidArgument too', async () => {
  const ids = { ...NEVER, NaN: NaN, fraction: 1.5, large: 2 ** 60, null: null, undefined, flag: true, empty: '' };
  const holders = { ...NEVER, text: 'a', number: 5, flag: true, bigint: 5n, function: () => {} };
  const methods = ['getImportProgress', 'commitImport', 'abortImport', 'wait', 'watch'];
  for (const [what, id] of Object.entries(ids)) {
    for (const method of methods) {
      const calls = [() => (method === 'watch' ? client.watch(id).next() : client[method](id))];
      if (milvus[method]) calls.push(() => milvus[method]({ uri, jobId: id }));
      for (const call of calls) {
        const error = await refusal(call);
        assert.equal(error.code, 'InvalidArgument', `${method}, ${what}: ${inspect(error)}`);
        assert.match(error.message, /^jobId /, what);
      }
    }
    // An empty one ends for itself, and an array is of ids.
    const ofMany = [...(id === '' ? [] : [[id]]), ...(what === 'array' ? [] : [id])];
    for (const jobIds of ofMany) {
      const error = await refusal(() => client.watchMany(jobIds));
      assert.equal(error.code, 'InvalidArgument', `${what}: ${inspect(error)}`);
      assert.match(error.message, /^jobIds/, what);
    }
  }
  for (const [what, holder] of Object.entries(holders)) {
    const calls = [
      ...methods.map((method) => () => client[method]('1', holder)),
      () => client.watchMany(['1'], holder),
      () => client.watchCollection('c', holder),
      () => client.importMany(holder),
      ...Object.keys(milvus)
        // A text is what `explain` takes.
        .filter((name) => /^[a-z]/.test(name) && typeof milvus[name] === 'function' && name !== 'explain')
        .map((name) => () => milvus[name](holder)),
      () => new Client(holder),
      () => new HttpClient(holder),
      () => client.bulkImport(holder),
      () => client.listImportJobs(holder),
      () => dropIn.getImportJobProgress(holder),
      () => dropIn.getImportJobProgress({ jobId: '1' }, holder),
    ];
    for (const call of calls) {
      const error = await refusal(call);
      assert.ok(error instanceof ImportJobError, `${call}, ${what}: ${inspect(error)}`);
      assert.equal(error.code, 'InvalidArgument', `${call}, ${what}: ${error}`);
    }
  }
});

test('a getter of the caller that throws is the cause', async () => {
  const wrong = new Error('of the caller');
  const options = Object.defineProperty({}, 'timeout', {
    enumerable: true,
    get: () => {
      throw wrong;
    },
  });
  assert.throws(() => new Client(options), { message: 'the options of Client cannot be read', cause: wrong });
});

test('names in what the core says are those of JavaScript', async () => {
  const said = (call, message) => assert.rejects(async () => call(), { code: 'InvalidArgument', message });
  await said(
    () => client.bulkImport({ collectionName: '' }),
    'collectionName is empty: name the collection that the rows go to',
  );
  await said(() => client.getImportProgress(''), 'jobId is empty: pass the id that bulkImport returned');
  await said(
    () => new Client({ uri, clientKey: 'x' }),
    'clientKey without clientCert: give both, or one text that holds both as clientCert',
  );
  await said(() => client.wait('1', { requestTimeout: 0 }), /^requestTimeout is 0,/);
  await said(() => client.bulkImport({ ...wanted, volumeName: 'v' }), /^milvus-v2 has no use for volumeName /);
  const zilliz = new Client({ uri, api: 'zilliz-v2', clusterId: 'c' });
  await said(
    () => zilliz.bulkImport({ collectionName: 'c' }),
    'nothing to import: give objectUrls, or volumeName and dataPaths',
  );
});

let emulator;
before(async () => {
  emulator = await Emulator.start('milvus-2.6', 0);
});
after(() => emulator.stop());

test('what a server says stays as it is, whatever names are in it', async () => {
  const message = 'no collection_name in the request';
  await emulator.control('POST', 'responses', { status: 200, body: JSON.stringify({ code: 1100, message }) });
  const there = new Client({ uri: emulator.uri, retryBudget: 0 });
  await assert.rejects(there.getImportProgress('1'), { message, serverMessage: message });
  const reason = 'db_name and collection_name of the file differ';
  const failed = JSON.stringify({ code: 0, data: { jobId: '1', state: 'Failed', progress: 0, reason } });
  await emulator.control('POST', 'responses', { status: 200, body: failed });
  await assert.rejects(there.wait('1'), (error) => {
    assert.deepEqual([error.code, error.progress.reason], ['ImportFailed', reason]);
    assert.ok(error.message.endsWith(reason), error.message);
    return true;
  });
});
