// A fault in the native part: a panic there is an InternalError here, in every call, and the next call is good again.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';

import * as library from '../compiled/index.mjs';
import { Emulator } from './support/emulator.mjs';

const { native } = createRequire(import.meta.url)('../compiled/native.js');
const { Client } = library;

let emulator;
let client;
let jobId;
let seen;
before(async () => {
  emulator = await Emulator.start('milvus-2.6', 0);
  jobId = await emulator.addJob({ progress: 30 });
  client = new Client({ uri: emulator.uri });
  seen = await client.getImportProgress(jobId);
});
after(() => emulator.stop());

async function isInternal(call) {
  // Only builds for tests have it.
  native.panicNext();
  await assert.rejects(
    async () => call(),
    (error) => {
      assert.ok(error instanceof library.InternalError && error instanceof library.ImportJobError, String(error));
      assert.deepEqual(
        [error.code, error.message],
        ['Internal', 'a fault in this library, which its authors want to know: a panic for tests'],
      );
      assert.match(error.stack, /faults\.test\.mjs/);
      return true;
    },
  );
}

const CALLS = {
  'the constructor': () => new Client({ uri: emulator.uri }),
  getImportProgress: () => client.getImportProgress(jobId),
  describeJob: () => client.describeJob(jobId),
  listImportJobs: () => client.listImportJobs().pages().next(),
  bulkImport: () => client.bulkImport({ collectionName: 'c', files: [['a.json']] }),
  commitImport: () => client.commitImport(jobId),
  abortImport: () => client.abortImport(jobId),
  wait: () => client.wait(jobId),
  watch: () => client.watch(jobId),
  watchMany: () => client.watchMany([jobId]),
  watchCollection: () => client.watchCollection('c'),
  importMany: () => client.importMany({ collectionName: 'c', files: [['a.json']] }),
  'a function': () => library.getImportProgress({ uri: emulator.uri, jobId }),
  details: () => seen.details,
  toText: () => seen.toText(),
};
for (const [name, call] of Object.entries(CALLS)) {
  test(`${name}: a panic is an InternalError`, async () => {
    await isInternal(call);
    assert.equal((await client.getImportProgress(jobId)).jobId, jobId);
  });
}

for (const [name, follow] of Object.entries({
  watch: () => client.watch(jobId),
  watchMany: () => client.watchMany([jobId]),
})) {
  test(`a panic while jobs are followed ends the ${name} with an InternalError`, async () => {
    const watch = follow();
    assert.equal((await watch.next()).value.jobId, jobId);
    await isInternal(() => watch.next());
    assert.deepEqual(await watch.next(), { done: true, value: undefined });
  });
}

test('what the native part throws all the same is an InternalError with its cause', async () => {
  const { guarded } = createRequire(import.meta.url)('../compiled/replies.js');
  const cause = new Error('of the native part');
  const thrower = () => {
    throw cause;
  };
  assert.throws(
    () => guarded(thrower),
    (error) => {
      assert.deepEqual([error.name, error.cause], ['InternalError', cause]);
      return true;
    },
  );
});
