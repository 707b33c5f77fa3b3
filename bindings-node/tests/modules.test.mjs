// One package for both module systems, and what is said where there is no native module.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import * as esm from '../dist/index.mjs';
import { PACKAGE } from './support/programs.mjs';

const cjs = createRequire(import.meta.url)('../dist/index.js');

test('import and require give the same classes and functions', () => {
  const named = (module) =>
    Object.keys(module).filter((name) => !['default', 'module.exports', '__esModule'].includes(name));
  assert.deepEqual(named(esm).sort(), named(cjs).sort());
  assert.ok(named(cjs).length > 30);
  for (const name of named(cjs)) assert.equal(esm[name], cjs[name], name);
});

test('every platform that a native module is built for has its package', async () => {
  const read = async (name) => JSON.parse(await readFile(join(PACKAGE, name), 'utf8'));
  const { napi, version, optionalDependencies } = await read('package.json');
  const { packages } = await read('package-lock.json');
  const [cpus, systems] = [
    { x86_64: 'x64', aarch64: 'arm64' },
    { linux: 'linux', apple: 'darwin', pc: 'win32' },
  ];
  const names = napi.targets.map((target) => {
    const [, cpu, vendor, rest] = /^(\w+?)-(?:unknown-)?(\w+?)-(.+)$/.exec(target);
    return ['milvus-import', systems[vendor], cpus[cpu], ...rest.split(/windows-|darwin/)].filter(Boolean).join('-');
  });
  assert.deepEqual(optionalDependencies, Object.fromEntries(names.map((name) => [name, version])));
  for (const name of names) assert.equal(packages[`node_modules/${name}`].version, version, name);
});

test('without a native module the error says which package is missing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'milvus-import-node-'));
  try {
    await cp(join(PACKAGE, 'dist'), join(folder, 'dist'), { recursive: true });
    const look = (platform, arch) => {
      const script = `Object.defineProperty(process, 'platform', { value: '${platform}' });
        Object.defineProperty(process, 'arch', { value: '${arch}' });
        try { require('./dist/index.js') } catch (error) { console.log(error.message) }`;
      return execFileSync(process.execPath, ['-e', script], { cwd: folder, encoding: 'utf8' });
    };
    const linux = look('linux', 'x64');
    assert.match(linux, /no native module for linux x64/);
    assert.match(linux, /the package milvus-import-linux-x64-gnu or milvus-import-linux-x64-musl,/);
    assert.match(linux, /install again without --omit=optional/);
    assert.match(linux, /Cannot find module 'milvus-import-linux-x64-gnu'/);
    assert.match(look('sunos', 'arm'), /milvus-import-sunos-arm,.*build it from source/s);
    assert.match(look('win32', 'arm64'), /milvus-import-win32-arm64-msvc,/);
    assert.match(look('darwin', 'arm64'), /milvus-import-darwin-arm64,/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
