// Every example of the guide runs, with an emulator in the place of the server; those of the SDK with the SDK.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
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
