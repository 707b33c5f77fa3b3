// Programs of this checkout: those in the folder MILVUS_IMPORT_PROGRAMS, or built by cargo when they are asked for.

import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const PACKAGE = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const CHECKOUT = dirname(PACKAGE);

const { MILVUS_IMPORT_PROGRAMS: folder } = process.env;
const built = new Map();

/** The path of a binary of the workspace. */
export function program(crate, name) {
  if (folder) return join(folder, name);
  const path = built.get(name) ?? build(crate, name);
  built.set(name, path);
  return path;
}

function build(crate, name) {
  const command = ['build', '--quiet', '--package', crate, '--bin', name, '--message-format', 'json'];
  const output = execFileSync('cargo', command, {
    cwd: CHECKOUT,
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 28,
  });
  const messages = output
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return messages.find(({ executable }) => executable).executable;
}

// What the environment says about servers and proxies is not for tests, nor for the programs that they start.
for (const name of Object.keys(process.env)) {
  if (/^(MILVUS_.*|ZILLIZ_.*|(HTTPS?|ALL|NO)_PROXY)$/i.test(name)) delete process.env[name];
}
