// The packed package in an empty project, without a network: both module systems, types, and the examples of README.md.

import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { Emulator } from './support/emulator.mjs';
import { CHECKOUT, PACKAGE } from './support/programs.mjs';

let folder;
let project;
let packed;
let emulator;

const npm = (cwd, ...options) =>
  execFileSync('npm', options, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'milvus-import-node-'));
  project = join(folder, 'project');
  await mkdir(project);
  await writeFile(join(project, 'package.json'), '{"name": "project", "version": "1.0.0", "private": true}');
  [packed] = JSON.parse(npm(PACKAGE, 'pack', '--json', '--ignore-scripts', '--pack-destination', folder));
  npm(project, 'install', '--offline', '--no-audit', '--no-fund', join(folder, packed.filename));
  emulator = await Emulator.start('milvus-2.6', 50);
});
after(async () => {
  await emulator.stop();
  await rm(folder, { recursive: true });
});

/** Runs a program in the project; examples name a server that is not there, so they get the emulator instead. */
async function run(name, text, { uri } = emulator) {
  const path = join(project, name);
  await writeFile(path, text.replaceAll('http://localhost:19530', uri));
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [path], { cwd: project });
  assert.equal(stderr, '');
  return stdout;
}

test('the package holds what is needed, and nothing else', () => {
  const others = packed.files
    .map(({ path }) => path)
    .filter((path) => !/^dist\/(generated\/|sdk\/)?\w+\.(m?js|d\.m?ts)$/.test(path));
  assert.deepEqual(others.filter((path) => !path.endsWith('.node')).sort(), [
    'LICENSE',
    'README.md',
    'THIRD-PARTY-NOTICES',
    'docs/moving-from-the-sdk.md',
    'native.d.ts',
    'package.json',
  ]);
  assert.equal(others.filter((path) => path.endsWith('.node')).length, 1);
});

for (const [name, load] of Object.entries({
  'import.mjs': "import { Client } from 'milvus-import';",
  'require.cjs': "const { Client } = require('milvus-import');",
})) {
  test(`${name}: the installed package makes calls`, async () => {
    const jobId = await emulator.addJob({ script: { stall_at: 0 } });
    const call = `new Client({ uri: 'http://localhost:19530' }).getImportProgress('${jobId}')`;
    assert.equal(await run(name, `${load}\n${call}.then(({ state }) => console.log(state));`), 'Pending\n');
  });
}

test('both module systems at once share their classes', async () => {
  const text = `import { createRequire } from 'node:module';
    import { Client } from 'milvus-import';
    console.log(createRequire(import.meta.url)('milvus-import').Client === Client);`;
  assert.equal(await run('both.mjs', text), 'true\n');
});

/** What tsc says of files of the project under its own settings but for --strict, nothing skipped. */
async function typeCheck(files, ...more) {
  const tsc = join(PACKAGE, 'node_modules', 'typescript', 'bin', 'tsc');
  const options = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2022', ...more];
  const run = promisify(execFile)(process.execPath, [tsc, ...options, ...files], { cwd: project });
  return await run.then(({ stdout }) => stdout).catch(({ stdout }) => stdout);
}

test('without @types/node tsc says that it is what the types need', async () => {
  await writeFile(join(project, 'first.mts'), "import { Client } from 'milvus-import';\nvoid new Client();\n");
  assert.match(await typeCheck(['first.mts']), /milvus-import.*Cannot find type definition file for 'node'/);
});

test('tsc finds the types from both module systems, with nothing skipped and nothing set', async () => {
  await symlink(join(PACKAGE, 'node_modules', '@types'), join(project, 'node_modules', '@types'));
  await symlink(join(PACKAGE, 'node_modules', 'undici-types'), join(project, 'node_modules', 'undici-types'));
  const use = await readFile(join(PACKAGE, 'tests', 'typed_use.ts'), 'utf8');
  await writeFile(join(project, 'use.mts'), use);
  await writeFile(join(project, 'use.cts'), use);
  assert.equal(await typeCheck(['first.mts']), '');
  const lib = ['--lib', 'es2023,esnext.disposable', '--types', 'node'];
  assert.equal(await typeCheck(['use.mts', 'use.cts'], ...lib), '');
});

test('the examples of README.md, of the docs and of the first page pass tsc --strict', async () => {
  const pages = [
    join(PACKAGE, 'README.md'),
    join(PACKAGE, 'docs', 'moving-from-the-sdk.md'),
    join(CHECKOUT, 'README.md'),
  ];
  const files = [];
  for (const page of pages) {
    // Those of the SDK are the SDK's.
    for (const [, text] of (await readFile(page, 'utf8')).matchAll(/^```js\n(.*?)^```$/gms)) {
      files.push(`typed-${files.length}.${text.includes('require(') ? 'cjs' : 'mjs'}`);
      await writeFile(join(project, files.at(-1)), text);
    }
  }
  assert.ok(files.length >= 8, `${files.length} examples`);
  assert.equal(await typeCheck(files, '--allowJs', '--checkJs', '--types', 'node'), '');
});

test('the examples of README.md run as they are written', async () => {
  const readme = await readFile(join(PACKAGE, 'README.md'), 'utf8');
  const examples = Array.from(readme.matchAll(/```js\n(.*?)```/gs), ([, text]) => text);
  const printed = [];
  for (const [at, text] of examples.entries()) {
    printed.push(await run(`example-${at}.${text.includes('require(') ? 'cjs' : 'mjs'}`, text));
  }
  const [imported, looked, filed, followed, checked, watched, caught, ...more] = printed;
  assert.match(imported, /^\d % queued\n(.*\n)*100 % done\n100000 rows are in\n$/);
  assert.match(looked, /^(\d+ \w+ \d+ \d files\n)+$/);
  assert.deepEqual(
    Array.from(filed.matchAll(/^\d+: (\d+) files$/gm), ([, files]) => files),
    ['64', '64', '64', '8'],
  );
  assert.equal(filed.match(/^\d+: done$/gm)?.length, 4);
  assert.match(followed, /^(\d+: \d+ %\n)+/);
  assert.equal(followed.match(/^\d+: done$/gm)?.length, 3);
  assert.match(checked, /^false error: books\.json: (.*\n)+[\w.]+ books\.json 1\n$/);
  assert.match(watched, /^Pending \d\n(Importing \d+\n)*\w+ \d+\n$/);
  assert.match(caught, /^JobNotFound import job does not exist/);
  assert.deepEqual(more, []);
});

test('the example of the first page runs as it is written', async () => {
  const [, text] = /```js\n(.*?)```/s.exec(await readFile(join(CHECKOUT, 'README.md'), 'utf8'));
  const fresh = await Emulator.start('milvus-2.6', 50);
  try {
    // Its number is that of an emulator's first job.
    await fresh.addJob({});
    assert.match(
      await run('first-page.mjs', `${text}\nconsole.log(done.state);`, fresh),
      /^(\d+ %\n)*100 %\nCompleted\n$/,
    );
  } finally {
    await fresh.stop();
  }
});
