/** What only ours has: ids that are kept whole, and the end of a job that waits for a commit. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { HttpClient } from 'milvus-import';

import { TOKEN } from './drop_in/cases.mjs';
import { JOB, Recorder, json, served } from './drop_in/recorder.mjs';

let recorder;
before(async () => {
  recorder = await Recorder.start();
});
after(() => recorder.close());

const ask = (method, params, options) =>
  new HttpClient({ endpoint: recorder.url, token: TOKEN })[method](params, options);
const CREATE = { collectionName: 'c', files: [['a.parquet']] };

describe('an id without quotes, of as many digits as a number cannot hold', () => {
  const text = 'a text with \\"jobId\\":448761313698322011, in it, and \\\\';
  for (const [method, params, body, ids] of [
    ['getImportJobProgress', { jobId: JOB }, `{"data":{"state":"Failed","reason":"${text}","jobId":${JOB}}}`, [JOB]],
    ['getImportJobProgress', { jobId: JOB }, `{"data":{"jobID" : ${JOB} , "state":"Importing"}}`, [JOB]],
    ['createImportJobs', CREATE, `{"code":0,"data":{"jobId":\n${JOB}\n}}`, [JOB]],
    [
      'listImportJobs',
      {},
      `{"data":{"records":[{"jobId":${JOB}},{"jobId":-9223372036854775808},{"jobId":7}]}}`,
      [JOB, '-9223372036854775808', 7],
    ],
  ]) {
    test(`${method} has it whole: ${JSON.stringify(body).slice(0, 50)}`, async () => {
      recorder.answer = () => ({ body });
      const { data } = await ask(method, params);
      const found = (data.records ?? [data]).map(({ jobId, jobID }) => jobId ?? jobID);
      assert.deepEqual(found, ids);
      if (data.reason !== undefined) assert.equal(data.reason, JSON.parse(`"${text}"`));
    });
  }

  test('a long text is no trouble', async () => {
    const reason = 'x\\"'.repeat(1_000_000);
    recorder.answer = () => ({ body: `{"code":0,"data":{"jobId":${JOB},"state":"Failed","reason":"${reason}"}}` });
    const { data } = await ask('getImportJobProgress', { jobId: JOB });
    assert.deepEqual([data.jobId, data.reason.length], [JOB, 2_000_000]);
  });
});

test('a job that was made keeps its id, whatever is wrong with the answer around it', async () => {
  recorder.answer = () => ({ body: `{"code":0,"data":{"jobId":"${JOB}"},"message":"a\ttab"}` });
  assert.deepEqual(await ask('createImportJobs', CREATE), { code: 0, data: { jobId: JOB } });
});

test('a job that was made although the answer says no has its id in it', async () => {
  const answer = { code: 1100, message: 'too late', data: { jobId: JOB } };
  recorder.answer = () => json(answer);
  assert.deepEqual(await ask('createImportJobs', CREATE), answer);
});

for (const [method, route] of [
  ['commitImport', 'commit'],
  ['abortImport', 'abort'],
]) {
  describe(`${method}, in the way of the others`, () => {
    test('the request', async () => {
      recorder.answer = () => json({ code: 0, data: {} });
      recorder.taken();
      assert.deepEqual(await ask(method, { jobId: JOB }), { code: 0, data: {} });
      assert.deepEqual(await ask(method, Object.freeze({ jobId: BigInt(JOB), dbName: 'sales' })), {
        code: 0,
        data: {},
      });
      const asked = recorder.taken();
      const path = `/v2/vectordb/jobs/import/${route}`;
      assert.deepEqual(
        asked.map((one) => [one.method, one.path, one.headers['db-name'], one.headers.authorization, one.json.jobId]),
        [
          ['POST', path, 'default', `Bearer ${TOKEN}`, JOB],
          ['POST', path, 'sales', `Bearer ${TOKEN}`, JOB],
        ],
      );
    });

    test('the answer is the server’s, and a broken one does not make a call fail that was done', async () => {
      for (const answer of [
        { code: 0, data: {} },
        { code: 200, data: { jobId: JOB }, message: 'done', cost: 1 },
      ]) {
        recorder.answer = () => json(answer);
        assert.deepEqual(await ask(method, { jobId: JOB }), answer);
      }
      for (const body of ['{"code":0,"data":{},"message":"a\ttab"}', '{"code":0}']) {
        recorder.answer = () => ({ body });
        assert.deepEqual(await ask(method, { jobId: JOB }), { code: 0, data: {} });
      }
    });

    test('a refusal under HTTP 200 is the value, and another HTTP status rejects', async () => {
      const refusal = { code: 2101, message: 'job 99 not found: importing data failed on server side' };
      recorder.answer = () => json(refusal);
      assert.deepEqual(await ask(method, { jobId: '99' }), refusal);
      recorder.answer = () => json({ code: 1800, message: "user hasn't authenticated" }, 401);
      await assert.rejects(ask(method, { jobId: '99' }), { name: 'HttpError', status: 401 });
      recorder.answer = (request) => ({ ...served(request), delay: 30_000 });
      await assert.rejects(ask(method, { jobId: '99' }, { timeout: 200 }), { code: 'Timeout' });
      const signal = AbortSignal.abort();
      await assert.rejects(ask(method, { jobId: '99' }, { signal }), (error) => error === signal.reason);
    });

    test('an id of Zilliz Cloud makes no other server of a Milvus; Zilliz Cloud has no such operation', async () => {
      recorder.answer = () => json({ code: 0, data: {} });
      recorder.taken();
      await ask(method, { jobId: JOB, clusterId: 'in01' });
      assert.deepEqual(recorder.taken().at(-1).json, { dbName: 'default', jobId: JOB });
      const cloud = new HttpClient({ endpoint: 'https://api.cloud.zilliz.com', token: TOKEN });
      await assert.rejects(cloud[method]({ jobId: JOB, clusterId: 'in01' }), { code: 'Unsupported', attempts: 0 });
    });
  });
}
