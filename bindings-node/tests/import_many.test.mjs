// Many files imported as jobs, with a ledger that survives the process.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { Client, ImportFailedError } from '../dist/index.mjs';
import { Emulator } from './support/emulator.mjs';

let emulator;
let client;
let folder;
let ledger;
before(async () => {
  emulator = await Emulator.start('milvus-2.6', 0);
  client = new Client({ uri: emulator.uri });
});
after(() => emulator.stop());
beforeEach(async () => {
  await emulator.control('POST', 'reset');
  folder = await mkdtemp(join(tmpdir(), 'milvus-import-many-'));
  ledger = join(folder, 'import.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

const advance = () => emulator.control('POST', 'clock', { advance: 3_600 });
const failNext = (reason) => emulator.control('POST', 'scripts', { fail_at: 30, reason });
const names = (count) => Array.from({ length: count }, (_, number) => `${number}.parquet`);
const wanted = (count) => ({ collectionName: 'docs', files: names(count).map((name) => [name]) });

/** All events of an import whose jobs end as soon as they are told, by kind. */
async function told(events) {
  const byKind = { created: [], searching: [], progress: [], ended: [], not_imported: [], skipped: [] };
  for await (const event of events) {
    byKind[event.kind].push(event);
    if (event.kind === 'created') await advance();
  }
  return byKind;
}

const filesOf = (events) =>
  events
    .flatMap(({ files }) => files)
    .flat()
    .toSorted();

/** The files of all jobs that the server was asked for. */
async function asked() {
  const creates = (await emulator.requests()).filter(({ path }) => path.endsWith('/create'));
  return creates.flatMap(({ body }) => JSON.parse(body).files).flat();
}

test('ten files of which one fails: each job is told, and its end', async () => {
  await failNext('no such file');
  const { created, ended, not_imported, skipped } = await told(client.importMany({ ...wanted(10), filesPerJob: 1 }));
  assert.deepEqual(filesOf(created), names(10));
  assert.deepEqual([created.length, ended.length, not_imported.length, skipped.length], [10, 10, 0, 0]);
  const failed = ended.filter(({ error }) => error !== null);
  assert.equal(failed.length, 1);
  assert.ok(failed[0].error instanceof ImportFailedError);
  assert.match(failed[0].error.message, /no such file/);
  assert.deepEqual(created.find(({ jobId }) => jobId === failed[0].jobId).files, [['0.parquet']]);
  const done = ended.filter(({ error }) => error === null);
  assert.ok(done.every(({ progress, jobId }) => progress.state === 'Completed' && progress.jobId === jobId));
});

test('a run goes on where its ledger ends', async () => {
  const options = { ...wanted(10), filesPerJob: 2, jobsInFlight: 3, ledger };
  let created = 0;
  for await (const { kind } of client.importMany(options)) {
    if (kind === 'created' && ++created === 3) break;
  }
  assert.equal((await asked()).length, 6);
  await advance();

  const second = await told(client.importMany(options));
  assert.deepEqual(filesOf(second.created), names(10));
  assert.deepEqual(
    second.ended.map(({ error }) => error),
    [null, null, null, null, null],
  );
  assert.deepEqual((await asked()).toSorted(), names(10));

  const third = await told(client.importMany(options));
  assert.deepEqual([filesOf(third.skipped), third.created.length], [names(10), 0]);
  assert.ok(third.skipped.every(({ jobId, error }) => typeof jobId === 'string' && error === null));
});

test('what failed is told in the names of JavaScript, and started again when asked', async () => {
  const options = { ...wanted(2), ledger };
  await failNext('no such file');
  await told(client.importMany(options));

  const { not_imported, ended } = await told(client.importMany(options));
  assert.deepEqual([filesOf(not_imported), ended.length], [names(2), 0]);
  assert.match(not_imported[0].error.message, /no such file.*retryFailed starts it again/);
  assert.deepEqual([not_imported[0].jobId, not_imported[0].progress], [null, null]);

  const again = await told(client.importMany({ ...options, retryFailed: true }));
  assert.deepEqual(
    again.ended.map(({ error }) => error),
    [null],
  );
});

test('a bad file is left out when asked', async () => {
  await failNext('value of field x is missed, file=1.parquet');
  const { ended, created } = await told(client.importMany({ ...wanted(3), skipBadFiles: true, ledger }));
  assert.deepEqual(
    ended.map(({ error }) => error?.code ?? null),
    ['ImportFailed', null],
  );
  assert.deepEqual(created[1].files, [['0.parquet'], ['2.parquet']]);
});

test('what all jobs have in common reaches the server', async () => {
  await told(client.importMany({ ...wanted(1), partitionName: 'p', options: { timeout: '300s', backup: false } }));
  const { body } = (await emulator.requests()).find(({ path }) => path.endsWith('/create'));
  const { partitionName, options } = JSON.parse(body);
  assert.deepEqual([partitionName, options], ['p', { timeout: '300s', backup: 'false' }]);
});

test('the ledger is opened when the first event is asked for, and let go when the loop is left', async () => {
  const options = { ...wanted(1), ledger };
  const first = client.importMany(options);
  assert.ok(!existsSync(ledger));
  assert.equal((await first.next()).value.kind, 'created');
  const { length } = await readFile(ledger);
  assert.ok(length > 0);

  await assert.rejects(client.importMany(options).next(), { code: 'LedgerUnusable', name: 'LedgerUnusableError' });
  await first.return();
  assert.equal((await client.importMany(options).next()).value.kind, 'created');
});

test('what cannot work is refused by the first event, and nothing is sent', async () => {
  const refused = (options, message) =>
    assert.rejects(client.importMany(options).next(), { code: 'InvalidArgument', message });
  await refused({ collectionName: 'docs' }, /there are no files to import/);
  await refused({ ...wanted(1), filesPerJob: 0 }, 'filesPerJob is 0: use a positive number, or leave it out');
  await refused({ ...wanted(1), idempotencyKey: 'k' }, /^idempotencyKey is one job's/);
  await writeFile(ledger, 'my notes\n');
  await refused({ ...wanted(1), ledger }, /is none of a ledger/);
  await refused({ files: [['a.json']] }, /^collectionName is empty/);
  assert.deepEqual(await emulator.requests(), []);
});
