// Errors: what they say, where they come from, and that they are errors of JavaScript.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { inspect } from 'node:util';

import { Client, getImportProgress, ImportJobError, JobNotFoundError, UnavailableError } from '../dist/index.mjs';
import { Emulator } from './support/emulator.mjs';
import { Replay } from './support/replay.mjs';

let emulator;
let client;
before(async () => {
  emulator = await Emulator.start('milvus-2.6', 0);
  client = new Client({ uri: emulator.uri, token: 'very-secret', retryBudget: 0 });
});
after(() => emulator.stop());
beforeEach(() => emulator.control('POST', 'reset'));

const caught = (promise) =>
  promise.then(
    () => assert.fail('no error'),
    (error) => error,
  );

test('an error says everything that is known', async () => {
  const error = await caught(client.getImportProgress('99'));
  assert.ok(error instanceof JobNotFoundError && error instanceof ImportJobError && error instanceof Error);
  assert.equal(error.name, 'JobNotFoundError');
  const { code, operation, url, httpStatus, retryable, attempts, progress, bodyStart, retryAfter } = error;
  assert.deepEqual(
    { code, operation, httpStatus, retryable, attempts, progress, bodyStart, retryAfter },
    {
      code: 'JobNotFound',
      operation: 'get_import_progress',
      httpStatus: 200,
      retryable: false,
      attempts: 1,
      progress: null,
      bodyStart: null,
      retryAfter: null,
    },
  );
  assert.equal(url, `${emulator.uri}/v2/vectordb/jobs/import/get_progress`);
  assert.equal(typeof error.serverCode, 'number');
  assert.match(error.serverMessage, /import job does not exist/);
  assert.equal(error.message, error.serverMessage);
  assert.equal(Object.hasOwn(error, 'cause'), false);
});

test('a create that failed names the job that its answer named', async () => {
  const replay = await Replay.start();
  replay.play([{ status: 200, headers: {}, body: Buffer.from('{"code":1,"message":"late","data":{"jobId":"77"}}') }]);
  const toReplay = new Client({ uri: replay.uri, retryBudget: 0 });
  const error = await caught(toReplay.bulkImport({ collectionName: 'c', files: [['a.json']] }));
  assert.deepEqual([error.code, error.jobId], ['Unavailable', '77']);
  replay.close();
  assert.equal((await caught(client.getImportProgress('99'))).jobId, null);
});

test('a wait that ends in an outage says so, and its cause is the fault', async () => {
  const jobId = await emulator.addJob();
  const fault = { kind: 'status', status: 503, times: 1_000_000 };
  const onProgress = () => emulator.control('POST', 'faults', fault);
  const error = await caught(client.wait(jobId, { timeout: 3_000, onProgress }));
  assert.deepEqual([error.code, error.httpStatus, error.progress.jobId], ['Timeout', 503, jobId]);
  const { cause } = error;
  assert.ok(cause instanceof UnavailableError, String(cause));
  assert.deepEqual([cause.code, cause.httpStatus, Object.hasOwn(cause, 'cause')], ['Unavailable', 503, false]);
  assert.match(inspect(error), /\[cause\]: UnavailableError/);
});

test('an outage is told while it lasts, and that it is over', async () => {
  const follow = {
    wait: (jobId, onProgress, onOutage) => client.wait(jobId, { onProgress, onOutage }),
    watch: async (jobId, onProgress, onOutage) => {
      for await (const change of client.watch(jobId, { onOutage })) await onProgress(change);
    },
  };
  for (const [name, run] of Object.entries(follow)) {
    const jobId = await emulator.addJob();
    const told = [];
    let isDown = false;
    const down = async () => {
      if (!isDown) await emulator.control('POST', 'faults', { kind: 'status', status: 503, times: 2 });
      isDown = true;
    };
    const onOutage = async (error) => {
      told.push(error);
      if (error === null) await emulator.control('POST', 'clock', { advance: 60 });
    };
    await run(jobId, down, onOutage);
    const [first, second, over] = told;
    assert.deepEqual([told.length, over], [3, null], name);
    assert.ok(first instanceof UnavailableError && second.cause instanceof UnavailableError);
    assert.deepEqual([first.attempts, second.attempts, second.progress.jobId], [1, 2, jobId]);
    assert.match(second.message, /^no good answer for .*; trying for another 4:5/);
  }
  const jobId = await emulator.addJob();
  const onProgress = () => emulator.control('POST', 'faults', { kind: 'status', status: 503, times: 1 });
  const wrong = new Error('of the caller');
  const onOutage = () => Promise.reject(wrong);
  assert.equal(await caught(client.wait(jobId, { onProgress, onOutage })), wrong);
});

test('how long to wait and how often it was tried are told in milliseconds and sends', async () => {
  await emulator.control('POST', 'responses', { status: 429, headers: { 'retry-after': '7' }, body: '' });
  const busy = await caught(client.getImportProgress('1'));
  assert.deepEqual([busy.code, busy.httpStatus, busy.retryable, busy.retryAfter], ['Busy', 429, true, 7000]);
  await emulator.control('POST', 'faults', { kind: 'status', status: 503, times: 1000 });
  const patient = new Client({ uri: emulator.uri, retryBudget: 400 });
  const tried = await caught(patient.getImportProgress('1'));
  assert.ok(tried instanceof UnavailableError);
  assert.equal(tried.attempts, (await emulator.requests()).length - 1);
  assert.ok(tried.attempts > 1);
});

test('the message is what happened, and the whole line is in the stack and the text', async () => {
  const error = await caught(client.getImportProgress('99'));
  const { message, serverCode, url } = error;
  assert.equal(message, error.serverMessage);
  assert.equal(
    String(error),
    `JobNotFoundError: ${message} (get_import_progress, ${url}, HTTP 200, server code ${serverCode})`,
  );
  assert.ok(error.stack.startsWith(`${error}\n`), error.stack);
  assert.ok(inspect(error).startsWith(`${error}\n`), inspect(error));
  assert.deepEqual(Object.keys(error).includes('message'), false);
  const refused = await caught(client.getImportProgress(''));
  assert.equal(String(refused), `InvalidArgumentError: ${refused.message}`);
  assert.equal(String(new JobNotFoundError('of a test')), 'JobNotFoundError: of a test');
});

test('what is refused at once is an error with facts, never a text of facts', async () => {
  const calls = {
    constructor: () => new Client({ uri: 'localhost', api: 'v3' }),
    uri: () => new Client({ uri: 'http://{' }),
    watch: () => client.watch('1', { timeout: -1 }),
    wait: () => client.wait('1', { stallTimeout: -1 }),
    list: () => client.listImportJobs({ pageSize: -1 }).pages().next(),
    create: () => client.bulkImport({ collectionName: '', files: [['a.json']] }),
  };
  for (const [name, call] of Object.entries(calls)) {
    const error = await caught((async () => call())());
    assert.equal(error.name, 'InvalidArgumentError', name);
    assert.doesNotMatch(String(error), /[{}]"|"code"/, name);
    assert.deepEqual(
      [error.code, error.httpStatus, error.attempts, error.url],
      ['InvalidArgument', null, 0, null],
      name,
    );
  }
});

test('JSON of an error has its name, its message, what it says besides and its cause', async () => {
  const error = await caught(client.getImportProgress('99'));
  const { name, message, code, serverCode, url, progress } = error;
  const json = JSON.parse(JSON.stringify(error));
  assert.deepEqual(Object.keys(json), ['name', 'message', ...Object.keys(error)]);
  assert.deepEqual([json.name, json.message, json.code, json.url], [name, message, code, url]);
  assert.deepEqual([json.serverCode, json.progress], [serverCode, progress]);
  const cause = new JobNotFoundError('behind it');
  const circular = {};
  circular.self = circular;
  const behind = JSON.parse(JSON.stringify(new UnavailableError('before it', { cause })));
  assert.deepEqual([behind.message, behind.cause.name, behind.cause.message], ['before it', cause.name, 'behind it']);
  const aborted = JSON.parse(JSON.stringify(new UnavailableError('aborted', { cause: circular })));
  assert.equal(Object.hasOwn(aborted, 'cause'), false);
});

test('JSON of an error has its progress without files, broken ones or not', async () => {
  const server = await Replay.start();
  const body = '{"code":0,"data":{"jobId":"1","state":"Failed","reason":"bad","details":[{"fileName":tru}]}}';
  server.play([{ status: 200, headers: {}, body: Buffer.from(body) }]);
  const error = await caught(new Client({ uri: server.uri, retryBudget: 0 }).wait('1'));
  server.close();
  assert.equal(error.code, 'ImportFailed');
  assert.deepEqual(JSON.parse(JSON.stringify(error)).progress, { ...error.progress });
});

test('a client shows its address and its API, and no secret', () => {
  const shown = new Client({
    uri: emulator.uri,
    token: 'very-secret',
    headers: { 'x-key': 'very-secret' },
    proxy: 'http://user:very-secret@127.0.0.1:1',
  });
  assert.equal(inspect(shown), `Client { uri: '${emulator.uri}', api: 'milvus-v2' }`);
  assert.doesNotMatch(JSON.stringify(shown), /very-secret/);
});

test('a message that looks like the facts of an error is a message', async () => {
  const server = await Replay.start();
  const message = '{"code":"Internal","message":"made up"}';
  server.play([{ status: 200, headers: {}, body: Buffer.from(JSON.stringify({ code: 5, message })) }]);
  const error = await caught(new Client({ uri: server.uri, retryBudget: 0 }).getImportProgress('1'));
  server.close();
  assert.deepEqual([error.code, error.message, error.serverMessage], ['ServerError', message, message]);
});

async function theCaller(call) {
  await call();
  return 'an await, so that this function is still there when the call ends';
}

for (const [name, call] of Object.entries({
  getImportProgress: () => client.getImportProgress('99'),
  describeJob: () => client.describeJob('99'),
  bulkImport: () => client.bulkImport({ collectionName: 'missing', files: [['a.json']], partitionName: 'p\u0000' }),
  commitImport: () => client.commitImport('99'),
  abortImport: () => client.abortImport('99'),
  wait: () => client.wait('99'),
  watch: () => client.watch('99').next(),
  listImportJobs: () => client.listImportJobs().pages().next(),
  function: () => getImportProgress({ uri: emulator.uri, jobId: '99', retryBudget: 0 }),
  argument: () => client.getImportProgress(2 ** 60),
  aborted: () => client.getImportProgress('99', { signal: AbortSignal.timeout(0) }),
})) {
  test(`${name}: the stack names the caller`, async () => {
    if (['bulkImport', 'listImportJobs'].includes(name)) {
      await emulator.control('POST', 'faults', { kind: 'status', status: 500, times: 1 });
    } else if (name === 'aborted') {
      await emulator.control('POST', 'faults', { kind: 'latency', ms: 1000, times: 1 });
    }
    const error = await caught(theCaller(call));
    assert.ok(error instanceof ImportJobError, inspect(error));
    assert.match(error.stack, /\bat (async )?theCaller\b.*errors\.test\.mjs/);
    assert.ok(error.stack.startsWith(`${error.name}: ${error.message}`), error.stack);
  });
}

test('secrets are in no error', async () => {
  const failures = [await caught(client.getImportProgress('99')), await caught(client.commitImport('99'))];
  await emulator.control('POST', 'responses', { status: 400, body: 'you sent Bearer very-secret' });
  failures.push(await caught(client.getImportProgress('1')));
  assert.match(failures[2].bodyStart, /you sent Bearer \*\*\*/);
  for (const error of failures) assert.doesNotMatch(inspect(error), /very-secret/);
  assert.doesNotMatch(inspect(client, { showHidden: true, depth: 9 }), /very-secret/);
});

test('nobody there, and what is no answer, are errors too', async () => {
  const server = await Replay.start();
  const { uri } = server;
  server.play([{ status: 200, headers: {}, body: Buffer.from('<html>a proxy') }]);
  const proxy = await caught(new Client({ uri, retryBudget: 0 }).getImportProgress('1'));
  assert.deepEqual([proxy.code, proxy.bodyStart], ['UnexpectedResponse', '<html>a proxy']);
  server.close();
  const nobody = await caught(new Client({ uri, retryBudget: 0 }).getImportProgress('1'));
  assert.deepEqual([nobody.code, nobody.httpStatus, nobody.retryable], ['Connect', null, true]);
});

test('an error of a followed job carries its last progress', async () => {
  const jobId = await emulator.addJob({ progress: 30 });
  const late = await caught(client.wait(jobId, { timeout: 100 }));
  assert.deepEqual([late.code, late.progress.jobId, late.progress.state], ['Timeout', jobId, 'Importing']);
  const vanished = caught(client.wait(jobId, { onProgress: () => emulator.control('DELETE', `jobs/${jobId}`) }));
  const { code, progress } = await vanished;
  assert.deepEqual([code, progress.jobId, progress.state], ['Vanished', jobId, 'Importing']);
  const stalled = await caught(client.wait(await emulator.addJob(), { stallTimeout: 50 }));
  assert.equal(stalled.code, 'Stalled');
});
