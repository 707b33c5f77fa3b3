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
  await assert.rejects(client.getImportProgress(''), refused(/jobId is empty/));
  assert.throws(() => client.watch(2 ** 60), refused(/pass the id as a string or a bigint/));
});

test('an option that is none is refused with the name that was meant', async () => {
  assert.throws(
    () => new Client({ uri: 'localhost', db_name: 'x' }),
    refused(/^Client has no option db_name: did you mean dbName\?$/),
  );
  assert.throws(() => new Client({ url: 'localhost' }), refused(/no option url: did you mean uri\?/));
  assert.throws(() => new Client('localhost'), refused(/takes its options as an object, not a string/));
  await assert.rejects(getImportProgress({ uri: 'localhost', jobid: '1' }), refused(/jobid: did you mean jobId\?/));
  await assert.rejects(getImportProgress({ uri: 'localhost' }), refused(/jobId must be a string/));
  await assert.rejects(client.getImportProgress('1', { timeout: 1 }), refused(/no option timeout: it has signal/));
  await assert.rejects(client.wait('1', { stall_timeout: 1 }), refused(/stall_timeout: did you mean stallTimeout\?/));
  await assert.rejects(
    client.bulkImport({ collection: 'c' }),
    refused(/no option collection: did you mean collectionName\?/),
  );
  assert.throws(() => listImportJobs({ uri: 'localhost', page: 1 }), refused(/no option page/));
  assert.deepEqual(await emulator.requests(), []);
});

test('a value of another kind is refused, and not shown', async () => {
  assert.throws(() => new Client({ uri: 'localhost', token: 4711 }), refused(/^token must be a string, not a number$/));
  assert.throws(
    () => new Client({ uri: 'localhost', timeout: '5s' }),
    refused(/^timeout must be a number of milliseconds, not a string$/),
  );
  assert.throws(
    () => new Client({ uri: 'localhost', headers: { a: 1 } }),
    refused(/^headers\.a must be a string, not a number$/),
  );
  assert.throws(
    () => new Client({ uri: 'localhost', timeout: -1 }),
    refused(/timeout is -1: use a positive number of milliseconds/),
  );
  assert.throws(() => new Client({ uri: 'localhost', maxResponseBytes: 0.5 }), refused(/maxResponseBytes is 0.5/));
  assert.throws(() => new Client({ uri: 'localhost', api: 'v3' }), refused(/unknown api/));
  assert.throws(() => new Client({ uri: 'localhost', clientKey: 'x' }), refused(/clientKey without clientCert/));
  assert.throws(
    () => new Client({ uri: 'https://localhost', caCert: 'no PEM' }),
    refused(/^caCert holds no certificate/),
  );
  const flat = client.bulkImport({ collectionName: 'c', files: ['a.parquet'] });
  await assert.rejects(
    flat,
    refused(/^files\[0\] must be an array of strings, such as \['a.parquet'\], not a string$/),
  );
});

/** Each of these is refused in one sentence, here with the name of what was given and what it is instead. */
const WRONG = {
  "files must be an array of arrays of strings, such as [['a.parquet']], not a string": { files: 'a.parquet' },
  "files[0] must be an array of strings, such as ['a.parquet'], not a string": { files: ['a.parquet'] },
  'files[1][0] must be a string, not null': { files: [['a.parquet'], [null, 'b.npy']] },
  'files[0][1] must be a string, not undefined': { files: [['a.npy', undefined, 'b.npy']] },
  'files[0][0] must be a string, not an URL': { files: [[new URL('file:///a.parquet')]] },
  'objectUrls[0][0] must be a string, not an array': { objectUrls: [[['s3://a']]] },
  'dataPaths[0][0] must be a string, not a number': { dataPaths: [[1]] },
  'options must be an object of strings, numbers and booleans, not a Map': { options: new Map([['timeout', '1s']]) },
  'options.timeout must be a string, a number, a boolean or a bigint, not an object': { options: { timeout: {} } },
  'options["a b"] must be a string, a number, a boolean or a bigint, not null': { options: { 'a b': null } },
  'collectionName must be a string, not a symbol': { collectionName: Symbol('c') },
  'partitionName must be a string, not a function': { partitionName: () => 'p' },
  'objectUrl must be a string, not a Promise': { objectUrl: Promise.resolve('s3://a') },
  'signal must be an AbortSignal, not an AbortController': { signal: new AbortController() },
  'bulkImport has no option fils: did you mean files?': { fils: [['a.parquet']] },
};
for (const [sentence, wrong] of Object.entries(WRONG)) {
  test(`refused: ${sentence}`, async () => {
    const isSo = { name: 'InvalidArgumentError', code: 'InvalidArgument', message: sentence };
    await assert.rejects(client.bulkImport({ collectionName: 'c', ...wrong }), isSo);
    await assert.rejects(bulkImport({ uri: emulator.uri, collectionName: 'c', ...wrong }), isSo);
    assert.deepEqual(await emulator.requests(), []);
  });
}

test('every other argument of a wrong type is named as well', async () => {
  const made = (option) => () => new Client({ uri: 'localhost', ...option });
  const calls = [
    [() => new Client(new Map()), 'Client takes its options as an object, not a Map'],
    [() => new Client([]), 'Client takes its options as an object, not an array'],
    [made({ headers: new Headers({ a: 'b' }) }), 'headers must be an object of strings, not a Headers'],
    [made({ headers: { 'x-a': null } }), 'headers["x-a"] must be a string, not null'],
    [made({ timeout: 5n }), 'timeout must be a number of milliseconds, not a bigint'],
    [made({ insecure: 'yes' }), 'insecure must be true or false, not a string'],
    [made({ caCert: {} }), "caCert must be the PEM file's content, a string or a Buffer, not an object"],
    [made({ api: 2 }), 'api must be a string, not a number'],
    [made({ timout: 2 }), 'Client has no option timout: did you mean timeout?'],
    [() => client.getImportProgress({ jobId: '7' }), 'jobId must be a string or a bigint, not an object'],
    [() => client.getImportProgress(new Date()), 'jobId must be a string or a bigint, not a Date'],
    [() => client.getImportProgress('1', 5000), 'getImportProgress takes its options as an object, not a number'],
    [() => client.commitImport(['1']), 'jobId must be a string or a bigint, not an array'],
    [() => client.abortImport(null), 'jobId must be a string or a bigint, not null'],
    [() => client.describeJob(), 'jobId must be a string or a bigint, not undefined'],
    [() => client.describeCollection({ collectionName: 'c' }), 'collectionName must be a string, not an object'],
    [() => client.describeCollection('c', { collectionName: 'd' }), /^describeCollection has no option collectionName/],
    [() => client.describeCollection('c', 'sales'), 'describeCollection takes its options as an object, not a string'],
    [() => client.wait('1', { onProgress: 'log' }), 'onProgress must be a function, not a string'],
    [() => client.watch('1', { timeout: '1h' }), 'timeout must be a number of milliseconds, not a string'],
    [
      () => client.watchMany('448761313698322011'),
      'jobIds must be an array of ids, or something else to iterate over, such as [jobId], not a string',
    ],
    [() => client.watchMany(7n), 'jobIds must be an array of ids, or something else to iterate over, not a bigint'],
    [() => client.watchMany(['1', ['2']]), 'jobIds[1] must be a string or a bigint, not an array'],
    [
      () => client.watchMany([2 ** 53]),
      'jobIds[0] is the number 9007199254740992: pass the id as a string or a bigint, since numbers above 2^53 lose digits',
    ],
    [() => client.watchMany(['1'], { withEnded: true }), /^watchMany has no option withEnded: it has timeout, /],
    [() => client.watchCollection({}), 'collectionName must be a string, not an object'],
    [() => client.watchCollection('c', { withEnd: true }), /did you mean withEnded\?$/],
    [() => client.listImportJobs('c'), 'listImportJobs takes its options as an object, not a string'],
    [() => client.listImportJobs({ pageSize: '5' }), 'pageSize must be a number, not a string'],
    [() => getImportProgress('7'), 'getImportProgress takes its options as an object, not a string'],
  ];
  for (const [call, message] of calls) {
    await assert.rejects(async () => call(), { name: 'InvalidArgumentError', message });
  }
  assert.deepEqual(await emulator.requests(), []);
});

test('half of a surrogate pair is refused, and not sent as another name', async () => {
  await assert.rejects(client.getImportProgress('7\ud83d'), refused(/^jobId holds half of a surrogate pair/));
  const files = [['a.parquet', '\udc00.parquet']];
  await assert.rejects(client.bulkImport({ collectionName: 'c', files }), refused(/^files\[0\]\[1\] holds half/));
  assert.deepEqual(await emulator.requests(), []);
});

test('a time is above 0, and a budget is not negative: the option is named, with what to write instead', async () => {
  const { uri } = emulator;
  const shown = { NaN: 'not a number', Infinity: 'too large', '-Infinity': 'negative' };
  const said = (name, time, instead) => ({
    name: 'InvalidArgumentError',
    message: `${name} is ${shown[time] ?? time}: use a ${instead}`,
  });
  for (const time of [0, -1, NaN, Infinity, -Infinity, 0.5e-7]) {
    const limit = (name) => said(name, time, 'positive number of milliseconds, or leave it out');
    for (const name of ['timeout', 'connectTimeout']) {
      assert.throws(() => new Client({ uri, [name]: time }), limit(name));
    }
    if (time === Infinity) continue;
    const patience = (name) => said(name, time, 'positive number of milliseconds, infinity for never, or leave it out');
    for (const name of ['timeout', 'stallTimeout']) {
      assert.throws(() => client.watch('1', { [name]: time }), patience(name));
      await assert.rejects(client.wait('1', { [name]: time }), patience(name));
    }
  }
  for (const time of [-1, NaN, Infinity]) {
    const budget = (name) => said(name, time, 'number of milliseconds that is not negative, 0 for not at all');
    assert.throws(() => new Client({ uri, retryBudget: time }), budget('retryBudget'));
    assert.throws(() => client.watch('1', { faultBudget: time }), budget('faultBudget'));
  }
  assert.deepEqual(await emulator.requests(), []);
});

test('times may be as long as they like', async () => {
  const patient = new Client({ uri: emulator.uri, timeout: 1e19, connectTimeout: 1e19, retryBudget: 1e19 });
  const jobId = await emulator.addJob({ script: { stall_at: 0 } });
  assert.equal((await patient.getImportProgress(jobId)).jobId, jobId);
  for (const limit of [1e19, Infinity]) {
    const watch = patient.watch(jobId, { timeout: limit, stallTimeout: limit, faultBudget: 1e19 });
    assert.equal((await watch.next()).value.jobId, jobId);
    await watch.return();
  }
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
