// A program that a bundler made: it runs with the native module beside it, says what to do without, and with the package left
// outside there is nothing to do.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, cp, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { nodeFileTrace } from '@vercel/nft';
import { build as esbuild } from 'esbuild';
import { build as vite } from 'vite';
import webpack from 'webpack';

import { PACKAGE } from './support/programs.mjs';

const PROGRAM = `import { Client, InvalidArgumentError } from 'milvus-import';
  try { new Client({ uri: 'localhost', timeout: NaN }) } catch (error) {
    console.log(error instanceof InvalidArgumentError, new Client({ uri: 'localhost' }).uri);
  }`;
const PRINTED = 'true http://localhost\n';

let folder;
let project;
let entry;
let module;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'milvus-import-node-'));
  project = join(folder, 'project');
  entry = join(project, 'program.mjs');
  [module] = (await readdir(PACKAGE)).filter((name) => name.endsWith('.node'));
  const installed = join(project, 'node_modules', 'milvus-import');
  await mkdir(installed, { recursive: true });
  for (const name of ['package.json', 'dist', module]) {
    await cp(join(PACKAGE, name), join(installed, name), { recursive: true });
  }
  await writeFile(join(project, 'package.json'), '{"name": "project", "private": true}');
  await writeFile(entry, PROGRAM);
});
after(() => rm(folder, { recursive: true }));

const withEsbuild = (format) => (outfile, external) =>
  esbuild({ entryPoints: [entry], outfile, external, bundle: true, platform: 'node', format, logLevel: 'error' });

async function withWebpack(outfile, external) {
  const [path, filename] = [join(outfile, '..'), outfile.slice(outfile.lastIndexOf('/') + 1)];
  const compiler = webpack({
    ...{ mode: 'production', target: 'node', context: project, entry },
    output: { path, filename },
    externals: Object.fromEntries(external.map((name) => [name, `commonjs ${name}`])),
  });
  const stats = await promisify(compiler.run.bind(compiler))();
  assert.equal(stats.hasErrors(), false, String(stats));
}

const withVite = (outfile, external) =>
  vite({
    ...{ root: project, configFile: false, logLevel: 'error' },
    ssr: external.length === 0 ? { noExternal: true } : { external },
    build: {
      ...{ ssr: entry, outDir: join(outfile, '..'), emptyOutDir: false },
      rollupOptions: { output: { entryFileNames: outfile.slice(outfile.lastIndexOf('/') + 1) } },
    },
  });

const run = async (path) => (await promisify(execFile)(process.execPath, [path], { cwd: tmpdir() })).stdout;

for (const [name, bundle, type] of [
  ['esbuild, CommonJS', withEsbuild('cjs'), 'cjs'],
  ['esbuild, ES modules', withEsbuild('esm'), 'mjs'],
  ['webpack', withWebpack, 'cjs'],
  ['vite', withVite, 'mjs'],
]) {
  test(`${name}: the native module is found beside the bundle, and without it the error names external`, async () => {
    const out = await mkdtemp(join(folder, 'bundle-'));
    const outfile = join(out, `bundle.${type}`);
    await bundle(outfile, []);
    await assert.rejects(run(outfile), ({ stderr }) => {
      assert.match(stderr, /name milvus-import as `external`, or copy milvus-import\.\S+\.node beside the bundle/);
      return true;
    });
    await copyFile(join(PACKAGE, module), join(out, module));
    assert.equal(await run(outfile), PRINTED);
  });

  test(`${name}: as external the package is found where it is installed`, async () => {
    const outfile = join(project, `${name.replace(/\W+/g, '-')}.${type}`);
    await bundle(outfile, ['milvus-import']);
    assert.equal(await run(outfile), PRINTED);
  });
}

/** Runs the program with those files alone that @vercel/nft finds. */
async function traced(root) {
  const { fileList } = await nodeFileTrace([join(root, 'program.mjs')], { base: root });
  const out = await mkdtemp(join(folder, 'traced-'));
  for (const file of fileList) await cp(join(root, file), join(out, file));
  return await run(join(out, 'program.mjs'));
}

test('@vercel/nft finds a native module that was built in the package', async () => {
  assert.equal(await traced(project), PRINTED);
});

test('@vercel/nft finds a native module in the package for this platform', async () => {
  const other = join(folder, 'other');
  await cp(project, other, { recursive: true });
  const modules = join(other, 'node_modules');
  const name = module.replace(/^milvus-import\.(.*)\.node$/, 'milvus-import-$1');
  await mkdir(join(modules, name));
  await rename(join(modules, 'milvus-import', module), join(modules, name, module));
  await writeFile(join(modules, name, 'package.json'), JSON.stringify({ name, version: '0.1.0', main: module }));
  assert.equal(await traced(other), PRINTED);
});
