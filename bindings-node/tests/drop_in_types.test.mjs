/** What is typed for the SDK is accepted, and what comes back is what the SDK's types say. */

import { spawnSync } from 'node:child_process';
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
const project = fileURLToPath(new URL('drop_in/tsconfig.json', import.meta.url));

test('tsc --strict accepts drop_in/typed_use.ts', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiler, '--project', project], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stdout + stderr);
});
