// Results: what they say, lazily, exactly, and as plain objects.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Client, FileProgress, ImportProgress, UnexpectedResponseError } from '../dist/index.mjs';
import { Replay } from './support/replay.mjs';

const FILES = [
  { fileName: '[b.json]', state: 'InProgress', progress: 40, importedRows: 4, totalRows: 10 },
  { fileName: '[a "ü€😀\n".parquet]', state: 'Completed', progress: 100, importedRows: 10, completeTime: '2025' },
];
const JOB = { jobId: '448761313698322011', state: 'Importing', progress: 55.5, importedRows: 14, totalRows: 20 };

let server;
before(async () => {
  server = await Replay.start();
});
after(() => server.close());

async function answered(body, call = (client) => client.getImportProgress('1')) {
  server.play([{ status: 200, headers: {}, body: Buffer.from(body) }]);
  return await call(new Client({ uri: server.uri, retryBudget: 0 }));
}
const data = (members) => JSON.stringify({ code: 0, data: members });
const progress = (members) => answered(JSON.stringify({ code: 0, data: { ...JOB, details: FILES, ...members } }));

test('a progress is an object of plain members', async () => {
  const job = await progress();
  assert.ok(job instanceof ImportProgress);
  assert.deepEqual([job.jobId, job.state, job.rawState, job.phase], [JOB.jobId, 'Importing', 'Importing', 'loading']);
  assert.deepEqual([job.progress, job.rawProgress, job.importedRows, job.fileSize], [55, '55.5', 14, null]);
  assert.deepEqual([job.terminal, job.success], [false, false]);
  assert.deepEqual({ ...job }.jobId, JOB.jobId);
  assert.equal(structuredClone(job).importedRows, 14);
  assert.deepEqual(await progress({ details: FILES.toReversed() }), job);
});

test('results are frozen, and all that is in them', async () => {
  const job = await progress();
  const create = (client) => client.bulkImport({ collectionName: 'c', files: [['a.json']] });
  const created = await answered(data({ jobId: '7' }), create);
  const listed = data({ records: [{ jobId: '7', state: 'Pending' }] });
  const page = await answered(listed, async (client) => (await client.listImportJobs().pages().next()).value);
  for (const result of [job, job.details, ...job.details, created, created.jobIds, page, page.jobs, ...page.jobs]) {
    assert.ok(Object.isFrozen(result), String(result));
  }
  assert.throws(() => {
    job.state = 'Completed';
  }, TypeError);
});

test('details are made at the first look, sorted, and kept', async () => {
  const { details } = await progress();
  assert.deepEqual(
    details.map(({ fileName }) => fileName),
    ['[a "ü€😀\n".parquet]', '[b.json]'],
  );
  assert.ok(details.every((file) => file instanceof FileProgress));
  const [first, second] = details;
  assert.deepEqual(
    [first.state, first.completeTime, first.createTime, first.totalRows],
    ['Completed', '2025', null, null],
  );
  assert.deepEqual([second.state, second.rawState, second.progress], ['Importing', 'InProgress', 40]);
  const job = await progress();
  assert.equal(job.details, job.details);
  assert.deepEqual((await progress({ details: [] })).details, []);
  assert.deepEqual((await progress({ details: null })).details, []);
});

test('broken details leave the summary good', async () => {
  const job = await answered('{"code":0,"data":{"state":"Importing","progress":5,"details":[{"fileName":tru}]}}');
  assert.equal(job.progress, 5);
  for (const look of [() => job.details, () => job.toText(), () => JSON.stringify(job)]) {
    assert.throws(look, (error) => {
      assert.ok(error instanceof UnexpectedResponseError);
      assert.match(error.stack, /results\.test\.mjs/);
      return true;
    });
  }
});

test('JSON has everything, under the names of JavaScript', async () => {
  const job = await progress();
  const json = JSON.parse(JSON.stringify(job));
  assert.equal(json.jobId, JOB.jobId);
  assert.deepEqual(Object.keys(json), [...Object.keys(job), 'details']);
  assert.deepEqual(json.details[1], { ...job.details[1] });
});

test('integers that a number cannot hold are exact in the text and the body', async () => {
  const rows = '9007199254740993';
  const job = await answered(
    `{"code":0,"data":{"state":"Importing","totalRows":${rows},"details":[{"fileSize":${rows}}]}}`,
  );
  assert.equal(job.totalRows, Number(rows));
  assert.match(job.toText(), new RegExp(`"file_size":${rows}.*`));
  assert.match(job.toText(), new RegExp(`"total_rows":${rows},`));
  assert.match(job.raw.toString(), new RegExp(`"totalRows":${rows},`));
  assert.equal(job.details[0].fileSize, Number(rows));
});

test('a number of progress is the server’s own spelling, of a job, of its files and of a list', async () => {
  const huge = '-9223372036854775728';
  const body = `{"code":0,"data":{"state":"Importing","progress":${huge},"jobId":"1","details":[{"progress":12.0}],"records":
    [{"jobId":"1","progress":"${huge}"},{"jobId":"2"}]}}`;
  const job = await answered(body);
  assert.deepEqual([job.rawProgress, job.progress, job.phase], [huge, 0, 'indexing']);
  assert.deepEqual([job.details[0].rawProgress, job.details[0].progress], ['12.0', 12]);
  const { jobs } = await answered(body, async (client) => (await client.listImportJobs().pages().next()).value);
  assert.deepEqual(
    jobs.map(({ rawProgress }) => rawProgress),
    [huge, null],
  );
});

test('a failed job says whether its fault was a passing one', async () => {
  const failed = (reason) => progress({ state: 'Failed', reason, details: [] });
  assert.equal((await failed('read tcp 10.0.0.1: connection reset by peer')).retryableFailure, true);
  assert.equal((await failed("value of field 'x' is missed")).retryableFailure, false);
  assert.equal((await progress()).retryableFailure, false);
});

test('a create has the ids of all jobs that it made', async () => {
  const create = (client) => client.bulkImport({ collectionName: 'c', files: [['a.json'], ['b.json']] });
  const one = await answered(data({ jobId: '7' }), create);
  assert.deepEqual([one.jobId, one.jobIds], ['7', ['7']]);
  server.play([{ status: 200, headers: {}, body: Buffer.from('{"status":{},"tasks":["7",8]}') }]);
  const client = new Client({ uri: server.uri, api: 'milvus-2.3', retryBudget: 0 });
  const { jobId, jobIds } = await create(client);
  assert.deepEqual([jobId, jobIds], ['7', ['7', '8']]);
});

test('a collection says what the server said, and what a release does not say is null', async () => {
  const field = { name: 'vec', type: 'FloatVector', params: [{ key: 'dim', value: '8' }] };
  const fields = [{ name: 'n', type: 'Int64', nullable: true, defaultValue: { Data: { LongData: 5 } } }, field];
  const described = (members) =>
    answered(data({ collectionName: 'c', ...members }), (client) => client.describeCollection('c'));
  const books = await described({ fields, structFields: [{ name: 's', fields: [field] }], functions: [] });
  const [n, vec] = books.fields;
  assert.deepEqual([n.dataType, n.nullable, n.defaultValue], ['Int64', true, '5']);
  assert.deepEqual([vec.dim, vec.nullable, vec.maxLength, vec.params], [8, null, null, { dim: '8' }]);
  assert.deepEqual(books.structFields[0].fields, [vec]);
  assert.deepEqual(books.functions, []);
  assert.ok([books, books.fields, n, n.params, books.structFields[0]].every(Object.isFrozen));
  const old = await described({ fields });
  assert.deepEqual([old.structFields, old.functions, old.collectionId], [null, null, null]);
});

test('files are left out where they are not wanted, and broken ones are then no trouble', async () => {
  const job = await progress();
  const { details, ...rest } = JSON.parse(job.toText());
  assert.equal(details.length, 2);
  assert.deepEqual(JSON.parse(job.toText({ details: true })).details, details);
  assert.deepEqual(JSON.parse(job.toText({ details: false })), rest);
  assert.deepEqual(Object.keys({ ...job }), Object.keys(job.toJSON()).slice(0, -1));
  assert.throws(() => job.toText({ detail: false }), /no option detail: did you mean details\?/);
  const broken = await answered('{"code":0,"data":{"state":"Importing","progress":5,"details":[{"fileName":tru}]}}');
  assert.equal(JSON.parse(broken.toText({ details: false })).progress, 5);
});

test('the body is the server’s, byte for byte, and a copy', async () => {
  const body =
    '{"code":0,  "data":{"jobId":"7","extra":[1,2],"records":[{"jobId":"7"}],"state":"Pending","fields":[]}}\n';
  const calls = [
    (client) => client.getImportProgress('7'),
    (client) => client.bulkImport({ collectionName: 'c', files: [['a.json']] }),
    async (client) => (await client.listImportJobs().pages().next()).value,
    (client) => client.describeCollection('c'),
  ];
  for (const call of calls) {
    const result = await answered(body, call);
    assert.ok(Buffer.isBuffer(result.raw));
    assert.equal(result.raw.toString(), body);
    result.raw.fill(0);
    assert.equal(result.raw.toString(), body);
  }
});
