// Every case of tests/vectors through the public client, each result as an object and as exact text.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { isInteger, parse, stringify } from 'lossless-json';

import { Client, ImportJobError } from '../dist/index.mjs';
import { program } from './support/programs.mjs';

/** JSON with integers that a number cannot hold as bigints. */
function read(text) {
  const number = (digits) =>
    isInteger(digits) && !Number.isSafeInteger(Number(digits)) ? BigInt(digits) : Number(digits);
  return parse(text, null, number);
}

const camel = (name) => name.replaceAll(/_(.)/g, (_, letter) => letter.toUpperCase());

/** A value as JavaScript shows it: names in its case, integers as numbers. */
function inJavaScript(value) {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(inJavaScript);
  if (value === null || typeof value !== 'object') return value;
  // What was set has the server's names.
  const isSet = (name) => name === 'params' || name === 'properties';
  const member = ([name, value]) => [camel(name), isSet(name) ? value : inJavaScript(value)];
  return Object.fromEntries(Object.entries(value).map(member));
}

/** The names of options, and no names in their values. */
const optionsOf = (named) => Object.fromEntries(Object.entries(named).map(([name, value]) => [camel(name), value]));

async function call(client, { operation, job_id = '', ...rest }) {
  switch (operation) {
    case 'list_import_jobs':
      return (await client.listImportJobs(optionsOf(rest)).pages().next()).value;
    case 'bulk_import':
      return await client.bulkImport(optionsOf(rest));
    case 'describe_collection': {
      const { collection_name, ...options } = rest;
      return await client.describeCollection(collection_name, optionsOf(options));
    }
    default:
      assert.deepEqual(rest, {});
      return await client[camel(operation)](job_id);
  }
}

function compareError(expected, error) {
  assert.ok(error instanceof ImportJobError, `no error but ${stringify(error)}`);
  const { code, http_status, message_contains, body_start, ...others } = expected;
  assert.deepEqual([error.code, error.httpStatus], [code, http_status ?? null], error.message);
  for (const [name, value] of Object.entries(others)) assert.deepEqual(error[camel(name)], value, name);
  // What is refused before it is sent is refused in our words, and names are in JavaScript's case there.
  const said = http_status === undefined ? camel(message_contains ?? '') : (message_contains ?? '');
  assert.ok(error.message.includes(said), error.message);
  assert.ok((error.bodyStart ?? '').startsWith(body_start ?? ''), error.bodyStart);
}

/** It plays the cases, each below an address of its own, and judges the requests. */
let server;
let uri;
before(async () => {
  server = spawn(program('milvus-import-tests', 'milvus-import-vectors'), { stdio: ['pipe', 'pipe', 'inherit'] });
  [uri] = await once(createInterface(server.stdout), 'line');
});
after(() => server.stdin.end());

const body = async (path) => await (await fetch(`${uri}${path}`)).text();

async function run({ uri, client: given, call: asked, result, error }, number) {
  const { path_prefix, api, request_timeout, ...options } = { token: '', db_name: '', cluster_id: '', ...given };
  const named = { ...optionsOf(options), uri, timeout: 10_000, retryBudget: 0 };
  // Given only where a case has them; times are milliseconds here.
  if (api !== '') named.api = api;
  if (request_timeout !== undefined) named.requestTimeout = 1_000 * request_timeout;
  let client;
  const ask = async () => await call((client = new Client(named)), asked);
  const outcome = await ask().catch((failure) => failure);
  client?.close();
  assert.equal(await body(`/cases/${number}/verdict`), '', `requests, then ${outcome}`);
  if (error !== undefined) {
    compareError(error, outcome);
  } else if (result === null) {
    assert.equal(outcome, undefined);
  } else {
    if (outcome instanceof Error) throw outcome;
    assert.deepEqual(read(outcome.toText()), result);
    assert.deepEqual(JSON.parse(JSON.stringify(outcome)), inJavaScript(result));
  }
}

test('every case of the conformance vectors', async () => {
  const cases = read(await body('/cases'));
  const failures = [];
  for (const [number, each] of cases.entries()) {
    await run(each, number).catch((failure) => failures.push(`${each.name}: ${failure.message}`));
  }
  assert.deepEqual(failures, []);
  assert.equal(new Set(cases.map(({ name }) => name)).size, cases.length);
  assert.ok(cases.length >= 694);
  console.log(`vectors: ${cases.length} cases passed`);
});
