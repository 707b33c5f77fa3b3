// Files are checked before an import, and the reasons of failed ones explained.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { check, CheckReport, Client, explain, ImportFailedError, InvalidArgumentError } from '../dist/index.mjs';
import { Emulator } from './support/emulator.mjs';
import { program } from './support/programs.mjs';
import { Replay } from './support/replay.mjs';

const FIELDS = [
  { name: 'id', type: 'Int64', primaryKey: true, autoId: false, nullable: false },
  { name: 'vec', type: 'FloatVector', nullable: false, params: [{ key: 'dim', value: '2' }] },
];
const SAVED = { code: 0, data: { collectionName: 'books', fields: FIELDS, functions: [] } };
const TEXT = JSON.stringify(SAVED);

let folder;
let server;
let emulator;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'milvus-import-check-'));
  process.chdir(folder);
  await writeFile('good.json', '[{"id": 1, "vec": [0.5, 0.5]}, {"id": 2, "vec": [1, 0]}]');
  await writeFile('bad.json', '[{"id": 1, "vec": [0.5]}, {"id": "two", "vec": [1]}]');
  await writeFile('books.schema', TEXT);
  server = await Replay.start();
  emulator = await Emulator.start('milvus-2.6', 0);
});
after(async () => {
  server.close();
  await emulator.stop();
  process.chdir(tmpdir());
  await rm(folder, { recursive: true });
});

const rulesOf = ({ findings }) => findings.map(({ rule }) => rule);

/** A client of a server that describes the collection. */
function described() {
  server.play([{ status: 200, headers: {}, body: Buffer.from(TEXT) }]);
  return new Client({ uri: server.uri });
}

test('a good file has no finding and was looked at', async () => {
  const report = await check(SAVED, ['good.json']);
  assert.ok(report instanceof CheckReport && report.ok);
  assert.deepEqual(report.findings, []);
  assert.deepEqual(report.looked, [{ file: 'good.json', seen: 2, rows: 2, text: '2 rows of good.json' }]);
  assert.equal(`${report}`, '');
});

test('a finding says everything, and is frozen', async () => {
  const report = await check(SAVED, ['bad.json'], { server: '2.6.18', rows: 'all', nullkey: null });
  assert.equal(report.ok, false);
  const { message, rule, serverText, text, ...found } = report.findings.find(({ field }) => field === 'vec');
  const place = { file: 'bad.json', field: 'vec', row: 0, count: 2 };
  assert.deepEqual(found, { severity: 'error', ...place, since: '2.4.12', until: null });
  assert.ok(message.includes('vec') && text.includes(message) && text.endsWith(`[${rule}]`) && serverText !== '');
  assert.ok([report, report.findings, report.findings[0], report.looked, report.looked[0]].every(Object.isFrozen));
});

test('the lines are those of the command', async () => {
  const files = ['bad.json', 'good.json', 'missing.parquet'];
  const report = await check('books.schema', files);
  let printed;
  try {
    const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
    execFileSync(
      program('milvus-import-cli', 'milvus-import'),
      ['check', '--schema', 'books.schema', ...files],
      options,
    );
  } catch (error) {
    printed = error.stdout;
  }
  assert.equal(`${report}\n`, printed);
  assert.ok(report.findings.length > 2);
});

test('a schema is a description or what was saved of it', async () => {
  const description = await described().describeCollection('books');
  const expected = rulesOf(await check(SAVED, ['bad.json']));
  for (const schema of [description, description.raw, TEXT, SAVED.data, 'books.schema'])
    assert.deepEqual(rulesOf(await check(schema, ['bad.json'])), expected);
});

/** A NumPy file of zeros, which takes no place on the disk. */
async function zeros(name, type, shape, size) {
  const text = `${`{'descr': '${type}', 'fortran_order': False, 'shape': (${shape}), }`.padEnd(117)}\n`;
  const file = await open(name, 'w');
  await file.write(Buffer.concat([Buffer.from('\x93NUMPY\x01\x00\x76\x00', 'latin1'), Buffer.from(text)]));
  await file.truncate(128 + size);
  await file.close();
}

test('NumPy files are one set, and lists are as they stand', async () => {
  await zeros('id.npy', '<i8', '1,', 8);
  await zeros('vec.npy', '<f4', '1, 2', 8);
  assert.equal(`${await check(SAVED, ['id.npy', 'good.json', 'vec.npy'])}`, '');
  assert.ok((await check(SAVED, [['id.npy', 'vec.npy'], 'good.json'])).ok);
  assert.ok(!(await check(SAVED, [['id.npy'], ['vec.npy']])).ok);
});

test('options of the import change how CSV is read', async () => {
  await writeFile('books.csv', 'id;vec\n1;"[0.5,0.5]"\n');
  assert.ok((await check(SAVED, ['books.csv'], { sep: ';', server: '2.6.18' })).ok);
  assert.ok(!(await check(SAVED, ['books.csv'], { server: '2.6.18' })).ok);
});

test('what cannot be checked is refused', async () => {
  const refused = [
    [() => check(SAVED, 'good.json'), 'files must be an array of paths, or of arrays of them, not a string'],
    [() => check(SAVED, [7]), 'files[0] must be a string, not a number'],
    [() => check(SAVED, [['a.npy', null]]), 'files[0][1] must be a string, not null'],
    [() => check(7, ['good.json']), 'schema must be a string, not a number'],
    [() => check('missing.schema', ['good.json']), /^the schema cannot be read: .*missing\.schema$/],
    [() => check(SAVED, ['good.json'], { rows: 'some' }), 'rows is ends or all, not "some"'],
    [() => check(SAVED, ['good.json'], { server: '1.0' }), /1\.0/],
    [() => check(SAVED, ['good.json'], { sep: 7 }), 'sep must be a string, not a number'],
    [() => check(SAVED, ['good.json'], { row: 'all' }), 'check has no option row: did you mean rows?'],
  ];
  for (const [call, message] of refused) await assert.rejects(call, { name: InvalidArgumentError.name, message });
});

test('a client describes and checks', async () => {
  const report = await described().check('books', ['bad.json'], { dbName: 'sales', server: '2.6.18' });
  assert.equal(report.ok, false);
  const { body } = server.received.at(-1);
  assert.deepEqual(JSON.parse(body), { collectionName: 'books', dbName: 'sales' });
});

test('the main thread goes on while files are read, and a signal ends the wait', async () => {
  const controller = new AbortController();
  await writeFile('large.json', `[${'{"id":1,"vec":[0.5,0.5]},'.repeat(200_000)}{"id":1,"vec":[0,1]}]`);
  const checking = check(SAVED, ['large.json'], { signal: controller.signal });
  setImmediate(() => controller.abort());
  await assert.rejects(checking, { name: 'AbortError' });
});

test('reasons are explained', () => {
  const reason = "the field 'pages' is not nullable but the file contains null value: importing data failed";
  const explanation = explain(reason);
  assert.equal(explanation.rule, 'parquet.null');
  assert.match(explanation.fix, /nullable/);
  assert.equal(`${explanation}`, `${explanation.cause}. ${explanation.fix}`);
  assert.equal(explain('80 %').rule, null);
  assert.equal(explain('something else'), null);
  assert.throws(() => explain(80), { message: 'reason must be a string, not a number' });
});

for (const [reason, known] of [
  ['could not retrieve footer offset', true],
  ['who knows', false],
]) {
  test(`a failed import explains itself: ${reason}`, async () => {
    const jobId = await emulator.addJob({ script: { fail_at: 0, reason } });
    await emulator.control('POST', 'clock', { advance: 60 });
    const client = new Client({ uri: emulator.uri });
    await assert.rejects(client.wait(jobId), (error) => {
      assert.ok(error instanceof ImportFailedError);
      assert.deepEqual(error.explanation, known ? explain(reason) : null);
      assert.deepEqual('explanation' in JSON.parse(JSON.stringify(error)), known);
      return true;
    });
    for await (const event of client.watchMany([jobId])) {
      if (event.kind === 'ended') assert.deepEqual(event.error.explanation, known ? explain(reason) : null);
    }
  });
}
