// Every example of the guide runs, with an emulator in the place of the server; those of the SDK with the SDK.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Emulator } from './support/emulator.mjs';
import { PACKAGE } from './support/programs.mjs';

const GUIDE = readFileSync(join(PACKAGE, 'docs', 'moving-from-the-sdk.md'), 'utf8');
const EXAMPLES = [...GUIDE.matchAll(/^```js( sdk)?\n(.*?)^```$/gms)];
const JOB = '448761313698322011';

let emulator;
before(async () => {
  // Fast enough that a job is done within a second.
  emulator = await Emulator.start('milvus-3.0', 40);
});
after(() => emulator.stop());

test('there are no blocks but those that run', () => {
  assert.equal(GUIDE.match(/^```/gm).length, 2 * EXAMPLES.length);
});

// The others are checked with the packed package: see package.test.mjs.
test("the SDK's examples pass tsc --strict with the SDK's types", () => {
  const folder = mkdtempSync(join(tmpdir(), 'milvus-import-node-'));
  try {
    symlinkSync(join(PACKAGE, 'tests', 'drop_in', 'node_modules'), join(folder, 'node_modules'));
    const files = EXAMPLES.filter(([, sdk]) => sdk).map(([, , code], at) => {
      writeFileSync(join(folder, `${at}.mjs`), code.replaceAll('@zilliz/milvus2-sdk-node', 'sdk-3.0'));
      return `${at}.mjs`;
    });
    const options = ['--strict', '--noEmit', '--allowJs', '--checkJs', '--module', 'nodenext', '--target', 'es2022'];
    const types = ['--typeRoots', join(PACKAGE, 'node_modules', '@types'), '--types', 'node', '--skipLibCheck'];
    const tsc = join(PACKAGE, 'node_modules', 'typescript', 'bin', 'tsc');
    const { status, stdout } = spawnSync(process.execPath, [tsc, ...options, ...types, ...files], {
      cwd: folder,
      encoding: 'utf8',
    });
    assert.deepEqual([status, stdout], [0, '']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

for (const [, sdk, code] of EXAMPLES) {
  const line = GUIDE.slice(0, GUIDE.indexOf(code)).split('\n').length;
  test(`line ${line}${sdk ?? ''}`, async () => {
    await emulator.control('POST', 'reset');
    await emulator.addJob({ job_id: JOB });
    const program = code
      .replaceAll('http://localhost:19530', emulator.uri)
      .replaceAll('@zilliz/milvus2-sdk-node', 'sdk-3.0');
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      // Where the one or the other package is found.
      cwd: sdk ? join(PACKAGE, 'tests', 'drop_in') : PACKAGE,
      encoding: 'utf8',
      timeout: 60_000,
    });
    assert.equal(status, 0, stderr);
    if (code.includes('console.log')) {
      assert.notEqual(stdout, '', 'it prints nothing');
    }
  });
}
