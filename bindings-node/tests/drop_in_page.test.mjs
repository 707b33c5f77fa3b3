/**
 * The SDK's published page of getImportJobProgress, milvus.io/api-reference/node/v2.6.x and v3.0.x, below DataImport:
 * getImportJobProgress, HttpImportProgressReq and HttpImportProgressResponse. Each parameter is taken, each field read.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { HttpClient } from 'milvus-import';

import { JOB, PROGRESS, Recorder, json } from './drop_in/recorder.mjs';

let recorder;
before(async () => {
  recorder = await Recorder.start();
});
after(() => recorder.close());

const DATA = { ...PROGRESS.data, reason: 'mock reason' };

async function asked(params) {
  recorder.answer = () => json({ code: 0, data: DATA });
  recorder.taken();
  const answer = await new HttpClient({ endpoint: recorder.url }).getImportJobProgress({ jobId: JOB, ...params });
  const [request] = recorder.taken();
  return { request, answer };
}

for (const [name, value, found] of [
  ['jobId', '449999999999999999', ({ json }) => json.jobId],
  ['dbName', 'sales', ({ headers }) => headers['db-name']],
]) {
  test(`parameter ${name}`, async () => {
    const { request } = await asked({ [name]: value });
    assert.equal(found(request), value);
  });
}

for (const [name, read, expected] of [
  ['code', (answer) => answer.code, 0],
  ['data.jobId', ({ data }) => data.jobId, JOB],
  ['data.progress', ({ data }) => data.progress, 55],
  ['data.state', ({ data }) => data.state, 'Importing'],
  ['data.totalRows', ({ data }) => data.totalRows, 100000],
  ['data.importedRows', ({ data }) => data.importedRows, 50000],
  ['data.details', ({ data }) => data.details, DATA.details],
  ['data.reason', ({ data }) => data.reason, 'mock reason'],
]) {
  test(`field ${name}`, async () => {
    assert.deepEqual(read((await asked({})).answer), expected);
  });
}
