// The benchmarks run and get right answers; their timings decide nothing.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

import { CHECKOUT, program } from './support/programs.mjs';

test('every benchmark runs', () => {
  const server = program('milvus-import-benches', 'milvus-import-benches');
  const { status, stdout, stderr } = spawnSync(join(CHECKOUT, 'benches', 'node', 'run.sh'), ['--smoke'], {
    env: { ...process.env, DEV: '1', MILVUS_IMPORT_BENCHES: server },
    encoding: 'utf8',
  });
  assert.equal(status, 0, stdout + stderr);
  assert.equal(stdout.match(/^ok /gm).length, 5, stdout);
});
