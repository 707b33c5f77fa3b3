// The types: what tsc --strict says of them, and that those of the native part are the ones of its build.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { PACKAGE } from './support/programs.mjs';

test('tsc --strict accepts typed_use.ts, and refuses what it says should be refused', () => {
  const tsc = join(PACKAGE, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status, stdout, stderr } = spawnSync(process.execPath, [tsc, '--project', join(PACKAGE, 'tests')], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stdout + stderr);
});

test('native.d.ts is what the Rust sources say: npm run build:types writes it anew', () => {
  const read = (path) => readFileSync(join(PACKAGE, path), 'utf8');
  assert.equal(read('native.d.ts'), read('build/native.d.ts'));
});
