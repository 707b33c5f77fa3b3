// No API generation is named: every server that the emulator plays is found out, by functions, clients and the drop-in.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { Client, getImportProgress, HttpClient, listImportJobs } from '../dist/index.mjs';
import { Emulator, SERVERS } from './support/emulator.mjs';

const CLUSTER = 'in01-0123456789abcde';

for (const [server, api] of Object.entries(SERVERS)) {
  describe(server, () => {
    let emulator;
    let jobId;
    before(async () => {
      emulator = await Emulator.start(server, 0);
      jobId = await emulator.addJob({ collection_name: 'books', progress: 45 });
    });
    after(() => emulator.stop());

    // Zilliz Cloud is never without one; on Milvus it makes no difference.
    const scopes = api.startsWith('zilliz')
      ? [{ clusterId: CLUSTER }]
      : [{}, { clusterId: '' }, { clusterId: CLUSTER }];
    for (const scope of scopes) {
      const how = `with ${JSON.stringify(scope)}`;

      test(`functions, ${how}`, async () => {
        const at = { uri: emulator.uri, token: '', ...scope };
        const job = await getImportProgress({ ...at, jobId });
        assert.deepEqual([job.jobId, job.state], [jobId, 'Importing']);
        await emulator.control('DELETE', 'requests');
        const ids = [];
        for await (const listed of listImportJobs(at)) ids.push(listed.jobId);
        assert.deepEqual(ids, [jobId]);
        // What was learned is remembered.
        await getImportProgress({ ...at, jobId });
        assert.equal((await emulator.requests()).length, 2);
      });

      test(`a client tells what has answered, ${how}`, async () => {
        const client = new Client({ uri: emulator.uri, ...scope });
        await client.getImportProgress(jobId);
        // A Milvus of the newer API takes Zilliz Cloud's ids on the same routes, and ignores them.
        const expected = scope.clusterId && api === 'milvus-v2' ? 'zilliz-v2' : api;
        assert.equal(client.api, expected);
        client.close();
        assert.equal(client.api, expected);
      });

      test(`the drop-in answers in the SDK's form, ${how}`, async () => {
        const client = new HttpClient({ endpoint: emulator.uri });
        const { code, data } = await client.getImportJobProgress({ jobId, ...scope });
        assert.ok(code === 0 || code === 200);
        const { progress } = await getImportProgress({ uri: emulator.uri, jobId, ...scope });
        assert.deepEqual([data.jobId, data.state, data.progress], [jobId, 'Importing', progress]);
        assert.ok(progress > 0);
        const { records } = (await client.listImportJobs({ ...scope })).data;
        assert.deepEqual(
          records.map((record) => [record.jobId, record.state]),
          [[jobId, 'Importing']],
        );
      });
    }
  });
}

test('the drop-in creates where a read has shown the server', async () => {
  const emulator = await Emulator.start('milvus-2.3', 0);
  try {
    const known = await emulator.addJob();
    const client = new HttpClient({ endpoint: emulator.uri });
    await client.getImportJobProgress({ jobId: known });
    const { code, data } = await client.createImportJobs({ collectionName: 'books', files: [['/a.json']] });
    assert.deepEqual([code, typeof data.jobId], [0, 'string']);
    assert.equal((await client.getImportJobProgress({ jobId: data.jobId })).data.jobId, data.jobId);
  } finally {
    await emulator.stop();
  }
});
