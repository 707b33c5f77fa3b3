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
const { CLASSES } = require('../compiled/error_classes.js');

const surface = JSON.parse(readFileSync(join(CHECKOUT, 'surface', 'surface.json'), 'utf8'));
const camel = (name) => name.replaceAll(/_(.)/g, (_, letter) => letter.toUpperCase());
const names = (list) => list.map(({ name }) => name);
const operations = names(surface.operations).map(camel);

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

test('each error code has a class of its own, which is exported', () => {
  assert.deepEqual(Object.keys(CLASSES), names(surface.errors));
  assert.equal(new Set(Object.values(CLASSES)).size, surface.errors.length);
  for (const [code, made] of Object.entries(CLASSES)) {
    const error = new made('what happened');
    assert.ok(error instanceof library.ImportJobError && error instanceof Error);
    assert.equal(error.code, code);
    assert.equal(error.name, code === 'Cancelled' ? 'AbortError' : made.name);
    assert.equal(library[made.name], made);
  }
});

test('operations are methods, and functions that need no client', () => {
  for (const name of [...operations, 'check', 'wait', 'watch', 'watchMany', 'watchCollection', 'importMany']) {
    assert.equal(typeof library.Client.prototype[name], 'function', name);
  }
  for (const name of operations) assert.equal(typeof library[name], 'function', name);
});

test('results have the values of the core under their names', async () => {
  const data = { jobId: '1', state: 'Importing', details: [{ fileName: 'a' }], records: [{ jobId: '1' }] };
  const progress = await made(data, (client) => client.getImportProgress('1'));
  const page = await made(data, async (client) => (await client.listImportJobs().pages().next()).value);
  const created = await made(data, (client) => client.bulkImport({ collectionName: 'c', files: [['a.json']] }));
  const field = { name: 'id', type: 'Int64', params: [{ key: 'dim', value: '8' }] };
  const structure = { structFields: [{ name: 's', fields: [field] }], functions: [{ name: 'f', type: 1 }] };
  const collection = { collectionName: 'c', fields: [field], ...structure };
  const described = await made(collection, (client) => client.describeCollection('c'));
  const shown = { progress, page, created, described };
  for (const [what, result] of Object.entries(shown)) {
    for (const [name, value] of Object.entries(JSON.parse(result.toText()))) {
      if (['jobs', 'details', 'fields', 'struct_fields', 'functions'].includes(name)) continue;
      assert.deepEqual(result[camel(name)], value, `${what}.${name}`);
    }
  }
  const text = JSON.parse(progress.toText()).details[0];
  assert.deepEqual({ ...progress.details[0] }, Object.fromEntries(Object.entries(text).map(([k, v]) => [camel(k), v])));
  const parts = JSON.parse(described.toText());
  const inOurCase = (part) => Object.fromEntries(Object.entries(part).map(([name, value]) => [camel(name), value]));
  assert.deepEqual({ ...described.fields[0] }, inOurCase(parts.fields[0]));
  assert.deepEqual({ ...described.structFields[0].fields[0] }, inOurCase(parts.fields[0]));
  assert.equal(described.structFields[0].name, 's');
  assert.deepEqual({ ...described.functions[0] }, inOurCase(parts.functions[0]));
  const job = JSON.parse(page.toText()).jobs[0];
  assert.deepEqual({ ...page.jobs[0] }, Object.fromEntries(Object.entries(job).map(([k, v]) => [camel(k), v])));
});

test('the version is the workspace’s', () => {
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  assert.match(readFileSync(join(CHECKOUT, 'Cargo.toml'), 'utf8'), new RegExp(`^version = "${version}"$`, 'm'));
});
