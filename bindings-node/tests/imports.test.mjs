// Whole imports on every server generation that the emulator plays.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Client, ImportFailedError, UnsupportedError } from '../dist/index.mjs';
import { Emulator, SERVERS } from './support/emulator.mjs';
import { Replay } from './support/replay.mjs';

/** What to import, under the names that the API generation has for it. */
const IMPORTS = {
  'milvus-v2': { files: [['a.parquet'], ['b.json']] },
  'milvus-2.3': { files: [['/a.json']] },
  'zilliz-v2': { objectUrls: [['s3://bucket/a.parquet']] },
  'zilliz-v1': { objectUrl: 's3://bucket/a.parquet' },
};

/** Runs with an emulator and a client of it. */
async function on(server, speed, run) {
  const emulator = await Emulator.start(server, speed);
  try {
    const client = new Client({ uri: emulator.uri, api: emulator.api, clusterId: 'in01-1', token: 'root:Milvus' });
    const start = (more) => client.bulkImport({ collectionName: 'books', ...IMPORTS[emulator.api], ...more });
    await run({ emulator, client, start });
  } finally {
    await emulator.stop();
  }
}

for (const server of Object.keys(SERVERS)) {
  test(`${server}: an import is followed to its end`, () =>
    on(server, 100, async ({ client, start }) => {
      const { jobId } = await start();
      const seen = [];
      const done = await client.wait(jobId, { timeout: 60_000, onProgress: (progress) => seen.push(progress) });
      assert.deepEqual([done.jobId, done.state, done.progress, done.phase], [jobId, 'Completed', 100, 'done']);
      assert.deepEqual(seen.at(-1), done);
      const ids = [];
      for await (const job of client.listImportJobs()) ids.push(job.jobId);
      assert.deepEqual(ids, [jobId]);
    }));

  test(`${server}: a failed import says why`, () =>
    on(server, 100, async ({ emulator, client, start }) => {
      await emulator.control('POST', 'scripts', { fail_at: 45, reason: "value of field 'x' is missed" });
      const { jobId } = await start();
      await assert.rejects(client.wait(jobId, { timeout: 60_000 }), (error) => {
        assert.ok(error instanceof ImportFailedError);
        assert.match(error.message, /value of field 'x' is missed/);
        assert.equal(error.progress.state, 'Failed');
        assert.equal(error.progress.jobId, jobId);
        return true;
      });
    }));

  test(`${server}: watch shows the states in order`, () =>
    on(server, 50, async ({ client, start }) => {
      const { jobId } = await start();
      const states = [];
      for await (const { state } of client.watch(jobId, { timeout: 60_000 })) states.push(state);
      const order = ['Pending', 'Importing', 'Completed'];
      assert.equal(states.at(-1), 'Completed');
      assert.deepEqual(
        states,
        states.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)),
      );
    }));
}

test('milvus-3.0: an uncommitted import is committed or aborted', () =>
  on('milvus-3.0', 100, async ({ client, start }) => {
    for (const end of ['commitImport', 'abortImport']) {
      const { jobId } = await start({ options: { auto_commit: false } });
      const waiting = await client.wait(jobId, { timeout: 60_000 });
      assert.deepEqual([waiting.state, waiting.terminal], ['Uncommitted', false]);
      assert.equal(await client[end](jobId), undefined);
      assert.notEqual((await client.getImportProgress(jobId)).state, 'Uncommitted');
    }
  }));

test('zilliz-v2: a job of any kind is described, and what there is not is unsupported', () =>
  on('zilliz-v2', 100, async ({ client, start }) => {
    const { jobId } = await start();
    const described = await client.describeJob(jobId);
    assert.deepEqual([described.jobId, described.jobType], [jobId, 'IMPORT']);
    await assert.rejects(client.commitImport(jobId), UnsupportedError);
    await assert.rejects(client.commitImport(jobId), /milvus-v2/);
  }));

test('zilliz-v2: a list is fetched page by page, as pages are needed', () =>
  on('zilliz-v2', 0, async ({ emulator, client }) => {
    const ids = [];
    for (let at = 0; at < 12; at++) ids.push(await emulator.addJob({ collection_name: 'books' }));
    const listed = [];
    for await (const { jobId } of client.listImportJobs({ pageSize: 5 })) listed.push(jobId);
    assert.deepEqual(listed.toSorted(), ids.toSorted());
    const pages = [];
    for await (const page of client.listImportJobs({ pageSize: 5 }).pages()) pages.push(page.jobs.length);
    assert.deepEqual(pages, [5, 5, 2]);
    await emulator.control('DELETE', 'requests');
    for await (const job of client.listImportJobs({ pageSize: 5 })) {
      assert.ok(ids.includes(job.jobId));
      break;
    }
    assert.equal((await emulator.requests()).length, 1);
  }));

test('a list ends where a server repeats itself, whatever count it promises', async () => {
  const replay = await Replay.start();
  const page = (...ids) => {
    const records = ids.map((jobId) => ({ jobId, state: 'Importing' }));
    return {
      status: 200,
      headers: {},
      body: Buffer.from(JSON.stringify({ code: 0, data: { records, count: 1_000 } })),
    };
  };
  const client = new Client({ uri: replay.uri, api: 'zilliz-v2', clusterId: 'in01', retryBudget: 0 });
  replay.play([page('1', '2'), page('2', '3'), page('3', '1'), page('4')]);
  const ids = [];
  for await (const { jobId } of client.listImportJobs({ pageSize: 2 })) ids.push(jobId);
  assert.deepEqual(ids, ['1', '2', '2', '3', '3', '1']);
  assert.deepEqual(
    replay.received.map(({ body }) => JSON.parse(body).currentPage),
    [undefined, 2, 3],
  );
  replay.close();
});
