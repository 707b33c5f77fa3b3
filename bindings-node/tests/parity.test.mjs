// Everything that the core has is here: names, operations, options, fields.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import * as library from '../compiled/index.mjs';
import { CHECKOUT, PACKAGE } from './support/programs.mjs';
import { Replay } from './support/replay.mjs';

const require = createRequire(import.meta.url);
const NAMES = require('../compiled/native.js').native.names();
const { CLIENT_OPTIONS } = require('../compiled/settings.js');
const { BULK_IMPORT_OPTIONS } = require('../compiled/imports.js');
const { LIST_OPTIONS } = require('../compiled/list.js');
const { FOLLOW_OPTIONS } = require('../compiled/watch.js');
const { CLASSES } = require('../compiled/error_classes.js');

const core = (path) => readFileSync(join(CHECKOUT, 'core', 'src', path), 'utf8');
const camel = (name) => name.replaceAll(/_(.)/g, (_, letter) => letter.toUpperCase());
const struct = (name, path) => new RegExp(`pub struct ${name} {(.*?)^}`, 'ms').exec(core(path))[1];
const fields = (text) => Array.from(text.matchAll(/^ +pub (\w+):/gm), ([, name]) => name);

let server;
before(async () => {
  server = await Replay.start();
});
after(() => server.close());

/** What a call makes of an answer with this `data`. */
async function made(data, call) {
  server.play([{ status: 200, headers: {}, body: Buffer.from(JSON.stringify({ code: 0, data })) }]);
  return await call(new library.Client({ uri: server.uri }));
}

for (const [kind, listed] of Object.entries({
  Api: library.APIS,
  ErrorCode: library.ERROR_CODES,
  JobState: library.JOB_STATES,
  Operation: library.OPERATIONS,
  Phase: library.PHASES,
})) {
  test(`${kind} has the names of the core`, () => {
    assert.ok(listed.length > 0);
    assert.deepEqual([...listed], NAMES[kind]);
  });
}

test('each error code has a class of its own, which is exported', () => {
  assert.deepEqual(Object.keys(CLASSES), NAMES.ErrorCode);
  assert.equal(new Set(Object.values(CLASSES)).size, NAMES.ErrorCode.length);
  for (const [code, made] of Object.entries(CLASSES)) {
    const error = new made('what happened');
    assert.ok(error instanceof library.ImportJobError && error instanceof Error);
    assert.equal(error.code, code);
    assert.equal(error.name, code === 'Cancelled' ? 'AbortError' : made.name);
    assert.equal(library[made.name], made);
  }
});

test('an error says what it says in the core', () => {
  const [, error] = /^impl Error {(.*?)^}/ms.exec(core('error.rs'));
  const facts = Array.from(error.matchAll(/^ {4}pub fn (\w+)\(&self\)/gm), ([, name]) => camel(name));
  assert.ok(facts.length > 10);
  // `code` and `message` are there, but not to be listed.
  assert.deepEqual(['code', 'message', ...Object.keys(new library.ServerError('x'))].sort(), [...facts, 'code'].sort());
});

test('operations are methods, and functions that need no client', () => {
  for (const name of [...NAMES.Operation.map(camel), 'wait', 'watch']) {
    assert.equal(typeof library.Client.prototype[name], 'function', name);
  }
  for (const name of NAMES.Operation.map(camel)) assert.equal(typeof library[name], 'function', name);
});

test('a client can be built as in the core', () => {
  const builder = core('client/builder.rs');
  const setters = [...builder.matchAll(/^ {8}(\w+): \w+,$/gm), ...builder.matchAll(/pub fn (\w+)\(mut self/g)];
  const expected = new Set(setters.map(([, name]) => camel(name)));
  // One header a call there, all of them at once here; the key is an argument of client_cert there. Credentials in an
  // address are for the drop-in alone, which has it so without being asked.
  expected.delete('header');
  expected.delete('credentialsInUri');
  expected.add('headers').add('clientKey');
  assert.ok(expected.size > 15);
  assert.deepEqual(new Set(Object.keys(CLIENT_OPTIONS)), expected);
});

test('operations take what they take in the core', () => {
  const options = (name) => fields(struct(name, 'model/options.rs')).map(camel).sort();
  assert.deepEqual(Object.keys(BULK_IMPORT_OPTIONS).sort(), options('BulkImport'));
  assert.deepEqual(Object.keys(LIST_OPTIONS).sort(), options('ListImportJobs'));
  assert.deepEqual(
    Object.keys(FOLLOW_OPTIONS).sort(),
    fields(struct('WaitOptions', 'follow/mod.rs')).map(camel).sort(),
  );
});

test('results have the fields of the core, each under its name', async () => {
  const data = { jobId: '1', state: 'Importing', details: [{ fileName: 'a' }], records: [{ jobId: '1' }] };
  const progress = await made(data, (client) => client.getImportProgress('1'));
  const page = await made(data, async (client) => (await client.listImportJobs().pages().next()).value);
  const shown = { ImportProgress: progress, FileProgress: progress.details[0], ImportJob: page.jobs[0] };
  for (const [name, result] of Object.entries(shown)) {
    const ofTheCore = fields(struct(name, name === 'ImportJob' ? 'model/job.rs' : 'model/progress.rs'));
    assert.ok(ofTheCore.length > 5);
    // The native part lists them in the order in which it hands them over.
    const asked = name === 'ImportProgress' ? ['terminal', 'success'] : [];
    assert.deepEqual(NAMES[name], [...ofTheCore, ...asked]);
    assert.deepEqual(Object.keys(result), NAMES[name].map(camel));
  }
  assert.deepEqual(Object.keys(page), fields(struct('JobList', 'model/job.rs')).map(camel));
  const created = await made(data, (client) => client.bulkImport({ collectionName: 'c', files: [['a.json']] }));
  assert.deepEqual(Object.keys(created), fields(struct('CreatedJob', 'model/job.rs')).map(camel));
});

test('the version is the workspace’s', () => {
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  assert.match(readFileSync(join(CHECKOUT, 'Cargo.toml'), 'utf8'), new RegExp(`^version = "${version}"$`, 'm'));
});
