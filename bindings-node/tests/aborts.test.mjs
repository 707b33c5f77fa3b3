// Signals: aborted before, meanwhile and after, one for many calls, and what becomes of the request.

import assert from 'node:assert/strict';
import { getEventListeners, once } from 'node:events';
import { after, before, test } from 'node:test';

import { CallCancelledError, Client, getImportProgress } from '../dist/index.mjs';
import { Emulator } from './support/emulator.mjs';
import { Hanging } from './support/replay.mjs';

let emulator;
let hanging;
let client;
let slow;
before(async () => {
  emulator = await Emulator.start('milvus-2.6', 0);
  hanging = await Hanging.start();
  client = new Client({ uri: emulator.uri });
  slow = new Client({ uri: hanging.uri });
});
after(async () => {
  hanging.close();
  await emulator.stop();
});

const listeners = (signal) => getEventListeners(signal, 'abort').length;

function isAborted(reason) {
  return (error) => {
    assert.ok(error instanceof CallCancelledError && error instanceof Error);
    assert.deepEqual([error.name, error.code, error.retryable], ['AbortError', 'Cancelled', false]);
    assert.equal(error.cause, reason);
    return true;
  };
}

const CALLS = {
  getImportProgress: (of, signal) => of.getImportProgress('1', { signal }),
  describeJob: (of, signal) => of.describeJob('1', { signal }),
  describeCollection: (of, signal) => of.describeCollection('c', { signal }),
  check: (of, signal) => of.check('c', [], { signal }),
  listImportJobs: (of, signal) => of.listImportJobs({ signal }).pages().next(),
  bulkImport: (of, signal) => of.bulkImport({ collectionName: 'c', files: [['a.json']], signal }),
  commitImport: (of, signal) => of.commitImport('1', { signal }),
  abortImport: (of, signal) => of.abortImport('1', { signal }),
  wait: (of, signal) => of.wait('1', { signal }),
  watch: (of, signal) => of.watch('1', { signal }).next(),
  watchMany: (of, signal) => of.watchMany(['1', '2'], { signal }).next(),
  watchCollection: (of, signal) => of.watchCollection('c', { signal }).next(),
  importMany: (of, signal) => of.importMany({ collectionName: 'c', files: [['a.json']], signal }).next(),
  function: (of, signal) => getImportProgress({ uri: of.uri, jobId: '1', signal }),
};

for (const [name, call] of Object.entries(CALLS)) {
  test(`${name}: a signal that is aborted already ends the call at once, and nothing is sent`, async () => {
    await emulator.control('DELETE', 'requests');
    const signal = AbortSignal.abort(new Error('too late'));
    await assert.rejects(async () => call(client, signal), isAborted(signal.reason));
    assert.deepEqual(await emulator.requests(), []);
  });
}

for (const [name, call] of Object.entries(CALLS).filter(([name]) => name !== 'describeJob')) {
  test(`${name}: an abort closes the connection`, async () => {
    const controller = new AbortController();
    const came = hanging.came();
    const ended = assert.rejects(call(slow, controller.signal), isAborted('enough'));
    await came;
    const gone = hanging.gone();
    controller.abort('enough');
    await ended;
    await gone;
    assert.equal(listeners(controller.signal), 0);
  });
}

test('AbortSignal.timeout ends a call, with its reason as the cause', async () => {
  const signal = AbortSignal.timeout(20);
  await assert.rejects(slow.getImportProgress('1', { signal }), (error) => {
    assert.equal(error.cause.name, 'TimeoutError');
    return isAborted(signal.reason)(error);
  });
});

test('one signal for many calls has one listener, none once they have ended, and onabort is the user’s', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  let called = 0;
  const onabort = () => called++;
  signal.onabort = onabort;
  const before = listeners(signal);
  const jobId = await emulator.addJob();
  const warnings = [];
  const warned = (warning) => warnings.push(warning);
  process.on('warning', warned);
  const calls = Array.from({ length: 100 }, () => client.getImportProgress(jobId, { signal }));
  assert.equal(listeners(signal), before + 1);
  await Promise.all(calls);
  assert.equal(listeners(signal), before);
  assert.equal(signal.onabort, onabort);
  await new Promise(setImmediate);
  process.off('warning', warned);
  assert.deepEqual(warnings, []);

  const hung = Array.from({ length: 10 }, () =>
    assert.rejects(slow.getImportProgress('1', { signal }), isAborted('all')),
  );
  controller.abort('all');
  await Promise.all(hung);
  assert.equal(called, 1);
  assert.equal(listeners(signal), before);
});

test('a call that failed leaves no listener, and a later abort changes nothing', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  await assert.rejects(client.getImportProgress('99', { signal }), { code: 'JobNotFound' });
  await assert.rejects(client.getImportProgress(1.5, { signal }), { code: 'InvalidArgument' });
  assert.equal(listeners(signal), 0);
  const progress = await client.getImportProgress(await emulator.addJob(), { signal });
  controller.abort();
  assert.equal(progress.state, 'Pending');
});

test('a wait that is aborted, or whose client is closed, tells which job it was and how far', async () => {
  const jobId = await emulator.addJob();
  const controller = new AbortController();
  const closing = new Client({ uri: emulator.uri });
  for (const [of, end, options, what] of [
    [client, () => controller.abort(), { signal: controller.signal }, 'the call was aborted'],
    [closing, () => closing.close(), {}, 'the client was closed'],
  ]) {
    await assert.rejects(of.wait(jobId, { ...options, onProgress: end }), (error) => {
      const { code, operation, progress, message } = error;
      assert.deepEqual([code, operation, progress.jobId], ['Cancelled', 'get_import_progress', jobId]);
      assert.equal(message, `${what}: job ${jobId} stood at 0 %, Pending (queued)`);
      return true;
    });
  }
  const before = client.wait(jobId, { signal: AbortSignal.abort() });
  await assert.rejects(before, { message: `the call was aborted: job ${jobId} was not seen yet` });
});

for (const [name, follow] of Object.entries({
  watch: () => slow.watch('1'),
  watchMany: () => slow.watchMany(['1', '2']),
})) {
  test(`leaving a ${name} closes the request that is under way`, async () => {
    const watch = follow();
    const came = hanging.came();
    const next = watch.next();
    await came;
    const gone = hanging.gone();
    assert.deepEqual(await watch.return(), { done: true, value: undefined });
    assert.deepEqual(await next, { done: true, value: undefined });
    await gone;
    assert.deepEqual(await watch.next(), { done: true, value: undefined });
  });
}

test('breaking out of a watch ends its polls', async () => {
  const jobId = await emulator.addJob();
  await emulator.control('DELETE', 'requests');
  const watch = client.watch(jobId);
  for await (const progress of watch) {
    assert.equal(progress.state, 'Pending');
    break;
  }
  assert.equal((await emulator.requests()).length, 1);
  assert.deepEqual(await watch.next(), { done: true, value: undefined });
  assert.equal((await emulator.requests()).length, 1);
});

test('what onProgress throws ends a wait', async () => {
  const jobId = await emulator.addJob();
  const wrong = new Error('wrong');
  const thrown = client.wait(jobId, { onProgress: () => Promise.reject(wrong) });
  await assert.rejects(thrown, (error) => error === wrong);
});

test('a signal of another kind is refused', async () => {
  await assert.rejects(client.getImportProgress('1', { signal: {} }), /signal must be an AbortSignal/);
});
