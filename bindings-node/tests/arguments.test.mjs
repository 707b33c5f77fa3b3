// What callers hand in: ids, option names and values, environment; and that nothing of theirs is changed.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import { bulkImport, Client, getImportProgress, InvalidArgumentError, listImportJobs } from '../dist/index.mjs';
import { Emulator } from './support/emulator.mjs';

let emulator;
let client;
before(async () => {
  emulator = await Emulator.start('milvus-2.6', 0);
  client = new Client({ uri: emulator.uri });
});
after(() => emulator.stop());
beforeEach(() => emulator.control('POST', 'reset'));

const refused = (text) => (error) => {
  assert.ok(error instanceof InvalidArgumentError, String(error));
  assert.match(error.message, text);
  return true;
};

test('an id is a string or a bigint, and comes back as the string', async () => {
  const id = await emulator.addJob({ job_id: '448761313698322011' });
  assert.equal((await client.getImportProgress(id)).jobId, id);
  assert.equal((await client.getImportProgress(448761313698322011n)).jobId, id);
  assert.equal((await getImportProgress({ uri: emulator.uri, jobId: BigInt(id) })).jobId, id);
});

test('a number is an id only where it is certain that no digit was lost', async () => {
  await emulator.addJob({ job_id: '9007199254740991' });
  assert.equal((await client.getImportProgress(Number.MAX_SAFE_INTEGER)).jobId, '9007199254740991');
  for (const id of [2 ** 53, 448761313698322011, 1.5, Number.NaN]) {
    await assert.rejects(client.getImportProgress(id), refused(/pass the id as a string or a bigint/));
  }
  for (const id of [undefined, null, {}, ['1'], true]) {
    await assert.rejects(client.getImportProgress(id), refused(/jobId must be a string or a bigint, not/));
  }
  await assert.rejects(client.getImportProgress(''), refused(/the job id is empty/));
  assert.throws(() => client.watch(2 ** 60), refused(/pass the id as a string or a bigint/));
});

test('an option that is none is refused with the name that was meant', async () => {
  assert.throws(
    () => new Client({ uri: 'localhost', db_name: 'x' }),
    refused(/Client has no option db_name: use dbName/),
  );
  assert.throws(() => new Client({ url: 'localhost' }), refused(/no option url: it has uri, token, api, .*insecure/));
  assert.throws(() => new Client('localhost'), refused(/takes its options as an object, not string/));
  await assert.rejects(getImportProgress({ uri: 'localhost', jobid: '1' }), refused(/jobid: use jobId/));
  await assert.rejects(getImportProgress({ uri: 'localhost' }), refused(/jobId must be a string/));
  await assert.rejects(client.getImportProgress('1', { timeout: 1 }), refused(/no option timeout: it has signal/));
  await assert.rejects(client.wait('1', { stall_timeout: 1 }), refused(/stall_timeout: use stallTimeout/));
  await assert.rejects(client.bulkImport({ collection: 'c' }), refused(/no option collection: it has collectionName/));
  assert.throws(() => listImportJobs({ uri: 'localhost', page: 1 }), refused(/no option page/));
  assert.deepEqual(await emulator.requests(), []);
});

test('a value of another kind is refused, and not shown', async () => {
  assert.throws(() => new Client({ uri: 'localhost', token: 4711 }), refused(/^token must be a string, not number$/));
  assert.throws(() => new Client({ uri: 'localhost', timeout: '5s' }), refused(/timeout must be a number, not string/));
  assert.throws(
    () => new Client({ uri: 'localhost', headers: { a: 1 } }),
    refused(/headers must be an object of strings/),
  );
  assert.throws(
    () => new Client({ uri: 'localhost', timeout: -1 }),
    refused(/timeout is -1: use a time in milliseconds/),
  );
  assert.throws(() => new Client({ uri: 'localhost', maxResponseBytes: 0.5 }), refused(/maxResponseBytes is 0.5/));
  assert.throws(() => new Client({ uri: 'localhost', api: 'v3' }), refused(/unknown api/));
  assert.throws(() => new Client({ uri: 'localhost', clientKey: 'x' }), refused(/clientKey without clientCert/));
  assert.throws(() => new Client({ uri: 'https://localhost', caCert: 'no PEM' }), refused(/ca_cert|certificate/));
  const flat = client.bulkImport({ collectionName: 'c', files: ['a.parquet'] });
  await assert.rejects(
    flat,
    refused(/files must be an array of arrays of strings, such as \[\['a.parquet'\]\], not an array/),
  );
});

test('undefined and null are not given', async () => {
  const given = new Client({ uri: emulator.uri, token: undefined, dbName: null, headers: null, timeout: undefined });
  const id = await emulator.addJob();
  assert.equal((await given.getImportProgress(id, { signal: undefined })).jobId, id);
  assert.equal((await given.getImportProgress(id, undefined)).jobId, id);
});

test('options reach the server', async () => {
  const given = new Client({ uri: emulator.uri, token: 'key', dbName: 'default', headers: { 'X-Gateway': 'yes' } });
  const { jobId } = await given.bulkImport({
    collectionName: 'books',
    partitionName: '',
    files: [['a.parquet']],
    options: { timeout: '300s', backup: false, n: 5n },
  });
  const [request] = await emulator.requests();
  assert.equal(request.headers['x-gateway'], 'yes');
  assert.equal(request.headers.authorization, 'Bearer key');
  const body = JSON.parse(request.body);
  assert.deepEqual(body.options, { timeout: '300s', backup: 'false', n: '5' });
  assert.equal(body.partitionName, undefined);
  assert.equal(typeof jobId, 'string');
});

test('what is handed in stays as it is, frozen or not', async () => {
  const freeze = (value) => {
    if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
    return value;
  };
  const settings = freeze({ uri: emulator.uri, headers: { 'x-a': 'b' }, token: 'key', timeout: 5000 });
  const frozen = new Client(settings);
  const wanted = freeze({ collectionName: 'c', files: [['a.json'], ['b.npy', 'c.npy']], options: { timeout: '1s' } });
  const { jobId } = await frozen.bulkImport(wanted);
  assert.equal((await bulkImport(freeze({ ...settings, ...wanted }))).jobId.length > 0, true);
  assert.equal((await getImportProgress(freeze({ ...settings, jobId }))).jobId, jobId);
  const listing = listImportJobs(freeze({ ...settings, collectionName: 'c', pageSize: 10 }));
  for await (const job of listing) assert.equal(typeof job.jobId, 'string');
  const follow = freeze({ timeout: 1, onProgress: () => {} });
  await assert.rejects(frozen.wait(jobId, follow), { code: 'Timeout' });
});

test('functions use one client for the same options', async () => {
  const jobId = await emulator.addJob();
  for (let at = 0; at < 3; at++) await getImportProgress({ uri: emulator.uri, jobId, token: undefined });
  assert.equal(new Set((await emulator.requests()).map(({ connection }) => connection)).size, 1);
  await getImportProgress({ uri: emulator.uri, jobId, token: 'another' });
  assert.equal(new Set((await emulator.requests()).map(({ connection }) => connection)).size, 2);
});

test('the environment stands in for what is not given', async () => {
  const jobId = await emulator.addJob();
  process.env.MILVUS_URI = emulator.uri;
  process.env.MILVUS_TOKEN = 'of the environment';
  try {
    assert.equal((await new Client().getImportProgress(jobId)).jobId, jobId);
    assert.equal((await getImportProgress({ jobId })).jobId, jobId);
    process.env.MILVUS_TOKEN = 'a later one';
    assert.equal((await getImportProgress({ jobId })).jobId, jobId);
  } finally {
    delete process.env.MILVUS_URI;
    delete process.env.MILVUS_TOKEN;
  }
  const tokens = (await emulator.requests()).map(({ headers }) => headers.authorization);
  assert.deepEqual(tokens, ['Bearer of the environment', 'Bearer of the environment', 'Bearer a later one']);
  assert.throws(() => new Client(), refused(/uri/));
});
