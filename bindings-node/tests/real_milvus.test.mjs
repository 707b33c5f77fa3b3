// The main calls against a real Milvus 2.3.5.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';

import { Client, ImportFailedError, JobNotFoundError } from '../dist/index.mjs';
import { program } from './support/programs.mjs';

const ROWS = 20_000;
let server;
let folder;
let client;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'milvus-import-node-'));
  server = spawn(program('milvus-import-tests', 'real-milvus'), { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(server.stdout);
  const [addresses] = await once(lines, 'line');
  server.stdin.write('docs\n');
  assert.deepEqual(await once(lines, 'line'), ['ok']);
  client = new Client({ uri: JSON.parse(addresses).management_uri, api: 'milvus-2.3' });
});

after(async () => {
  server.stdin.end();
  assert.deepEqual(await once(server, 'exit'), [0, null]);
  await rm(folder, { recursive: true });
});

async function started(name, rows) {
  const path = join(folder, name);
  await writeFile(path, JSON.stringify({ rows }));
  return (await client.bulkImport({ collectionName: 'docs', files: [[path]] })).jobId;
}

test('good rows are imported and counted', async () => {
  const jobId = await started(
    'rows.json',
    Array.from({ length: ROWS }, (_, row) => ({ vector: [0.1, 0.2, 0.3, row / ROWS] })),
  );
  assert.ok(BigInt(jobId) > 2n ** 53n);
  const seen = new Set();
  const done = await client.wait(BigInt(jobId), { timeout: 120_000, onProgress: ({ jobId }) => seen.add(jobId) });
  assert.deepEqual([done.state, done.progress, done.importedRows], ['Completed', 100, ROWS]);
  assert.equal(done.collectionName, 'docs');
  assert.deepEqual([...seen], [jobId]);
  const listed = [];
  for await (const job of client.listImportJobs({ collectionName: 'docs' })) listed.push(job.jobId);
  assert.ok(listed.includes(jobId));
});

test('bad rows fail with the reason of the server', async () => {
  const jobId = await started('bad.json', [{ id: 1, vector: [0.1, 0.2, 0.3, 0.4] }]);
  await assert.rejects(client.wait(jobId, { timeout: 120_000 }), (error) => {
    assert.ok(error instanceof ImportFailedError);
    assert.match(error.message, /the primary key 'id' is auto-generated, no need to provide/);
    return true;
  });
});

test('an unknown job is not found', () => assert.rejects(client.getImportProgress('1'), JobNotFoundError));
