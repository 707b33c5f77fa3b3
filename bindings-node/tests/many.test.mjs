// Many jobs followed at once.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import { CallCancelledError, Client, ImportFailedError, JobNotFoundError } from '../dist/index.mjs';
import { Emulator } from './support/emulator.mjs';

let emulator;
let client;
before(async () => {
  emulator = await Emulator.start('milvus-2.6', 0);
  client = new Client({ uri: emulator.uri });
});
after(() => emulator.stop());
beforeEach(() => emulator.control('POST', 'reset'));

const advance = () => emulator.control('POST', 'clock', { advance: 3_600 });

async function all(events) {
  const told = [];
  for await (const event of events) told.push(event);
  return told;
}

test('every end is told once, and why', async () => {
  const done = await emulator.addJob();
  const failed = await emulator.addJob({ script: { fail_at: 0, reason: 'no such file' } });
  await advance();
  const told = await all(client.watchMany(new Set([done, failed, BigInt(done), '99'])));
  const ends = told.filter(({ kind }) => kind === 'ended');
  assert.ok(told.every(({ kind }) => ['progress', 'ended'].includes(kind)));
  assert.deepEqual(ends.map(({ jobId }) => jobId).toSorted(), [done, failed, '99'].toSorted());
  const of = (id) => ends.find(({ jobId }) => jobId === id);

  const { progress, ...rest } = of(done);
  assert.deepEqual(rest, { kind: 'ended', jobId: done, files: [], error: null });
  assert.deepEqual([progress.jobId, progress.state, progress.details.length], [done, 'Completed', 1]);
  assert.deepEqual(JSON.parse(progress.toText()), JSON.parse((await client.getImportProgress(done)).toText()));

  const { error } = of(failed);
  assert.ok(error instanceof ImportFailedError);
  assert.match(error.message, /no such file/);
  assert.deepEqual([error.progress.reason, error.progress.state], ['no such file', 'Failed']);
  assert.deepEqual(error.progress, of(failed).progress);
  assert.equal(JSON.parse(error.progress.raw).data.state, 'Failed');

  assert.ok(of('99').error instanceof JobNotFoundError);
  assert.deepEqual([of('99').progress, of('99').error.operation], [null, 'get_import_progress']);
});

test('events are frozen, and JSON has all of them', async () => {
  const failed = await emulator.addJob({ script: { fail_at: 0, reason: 'no such file' } });
  await advance();
  const told = (await all(client.watchMany([failed]))).at(-1);
  assert.ok(Object.isFrozen(told) && Object.isFrozen(told.files));
  const { kind, error, progress } = JSON.parse(JSON.stringify(told));
  assert.deepEqual([kind, error.name, progress.state], ['ended', 'ImportFailedError', 'Failed']);
});

test('a change is told as it comes, of each job', async () => {
  const jobIds = [await emulator.addJob(), await emulator.addJob()];
  const events = client.watchMany(jobIds);
  const first = [(await events.next()).value, (await events.next()).value];
  assert.deepEqual(
    first.map(({ kind, progress, error }) => [kind, progress.state, error]),
    [
      ['progress', 'Pending', null],
      ['progress', 'Pending', null],
    ],
  );
  assert.deepEqual(first.map(({ jobId }) => jobId).toSorted(), jobIds.toSorted());
  await advance();
  const ended = (await all(events)).filter(({ kind }) => kind === 'ended');
  assert.deepEqual(ended.map(({ jobId }) => jobId).toSorted(), jobIds.toSorted());
  assert.deepEqual(await events.next(), { done: true, value: undefined });
});

test('whoever asks many times at once gets an event each, whole and in order', async () => {
  const jobIds = [];
  for (let at = 0; at < 5; at++) {
    jobIds.push(await emulator.addJob({ script: { fail_at: 0, reason: `reason ${at}` } }));
  }
  await advance();
  const events = client.watchMany(jobIds);
  const results = await Promise.all(Array.from({ length: 20 }, () => events.next()));
  const told = results.filter(({ done }) => !done).map(({ value }) => value);
  const ended = told.filter(({ kind }) => kind === 'ended');
  assert.equal(ended.length, 5);
  for (const { jobId, progress, error } of ended) {
    assert.deepEqual([progress.jobId, error.progress.jobId], [jobId, jobId]);
    assert.match(error.message, new RegExp(`reason ${jobIds.indexOf(jobId)}$`));
  }
  const firstDone = results.findIndex(({ done }) => done);
  assert.ok(results.slice(firstDone).every(({ done }) => done));
});

test('nothing to follow ends at once', async () => {
  assert.deepEqual(await all(client.watchMany([])), []);
  assert.deepEqual(await emulator.requests(), []);
});

test('the jobs of a collection are followed until all have ended', async () => {
  const docs = await emulator.addJob({ collection_name: 'docs' });
  await emulator.addJob({ collection_name: 'others' });
  const told = [];
  for await (const event of client.watchCollection('docs')) {
    told.push(event);
    if (told.length === 1) await advance();
  }
  assert.deepEqual(
    told.filter(({ kind }) => kind === 'ended').map(({ jobId, progress }) => [jobId, progress.state]),
    [[docs, 'Completed']],
  );
  assert.ok(told.every(({ jobId }) => jobId === docs));
});

test('jobs of a collection that had ended before are told of when asked', async () => {
  const docs = await emulator.addJob({ collection_name: 'docs' });
  await advance();
  assert.deepEqual(await all(client.watchCollection('docs')), []);
  const ended = (await all(client.watchCollection('docs', { withEnded: true }))).filter(({ kind }) => kind === 'ended');
  assert.deepEqual(
    ended.map(({ jobId, error }) => [jobId, error]),
    [[docs, null]],
  );
});

test('a collection whose jobs do not end is given up at the timeout', async () => {
  await emulator.addJob({ collection_name: 'docs' });
  await assert.rejects(all(client.watchCollection('docs', { timeout: 200 })), {
    code: 'Timeout',
    message: /jobs of the collection have not all ended/,
  });
});

const refuseOnce = () =>
  emulator.control('POST', 'faults', { kind: 'status', status: 503, body: 'no upstream', times: 1 });

test('an outage is told to onOutage, and is no event', async () => {
  const jobId = await emulator.addJob();
  await advance();
  await refuseOnce();
  const outages = [];
  const told = await all(client.watchMany([jobId], { onOutage: (error) => outages.push(error) }));
  assert.ok(told.every((event) => event.jobId === jobId));
  assert.equal(told.at(-1).kind, 'ended');
  assert.equal(outages.length, 2);
  assert.match(outages[0].message, /no good answer for/);
  assert.deepEqual([outages[0].cause.httpStatus, outages[1]], [503, null]);
});

test('what onOutage throws ends it', async () => {
  const jobId = await emulator.addJob();
  await refuseOnce();
  const wrong = new Error('wrong');
  const events = client.watchMany([jobId], { onOutage: () => Promise.reject(wrong) });
  await assert.rejects(all(events), (error) => error === wrong);
  assert.deepEqual(await events.next(), { done: true, value: undefined });
});

test('leaving the loop ends the questions', async () => {
  const jobId = await emulator.addJob();
  const events = client.watchMany([jobId]);
  for await (const event of events) {
    assert.equal(event.jobId, jobId);
    break;
  }
  const asked = (await emulator.requests()).length;
  assert.deepEqual(await events.next(), { done: true, value: undefined });
  assert.equal((await emulator.requests()).length, asked);
});

test('an abort and the end of the client are told', async () => {
  const jobId = await emulator.addJob();
  const controller = new AbortController();
  const closing = new Client({ uri: emulator.uri });
  for (const [of, end, options, message, cause] of [
    [client, () => controller.abort('enough'), { signal: controller.signal }, 'the call was aborted', 'enough'],
    [closing, () => closing.close(), {}, 'the client was closed', undefined],
  ]) {
    const events = of.watchMany([jobId], options);
    assert.equal((await events.next()).value.jobId, jobId);
    const next = events.next();
    end();
    await assert.rejects(next, (error) => {
      assert.ok(error instanceof CallCancelledError);
      assert.deepEqual([error.name, error.message, error.cause], ['AbortError', message, cause]);
      return true;
    });
  }
});
