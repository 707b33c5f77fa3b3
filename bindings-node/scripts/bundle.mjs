// Makes dist of lib: one file of code, because loading twenty takes three times as long, and the types that tsc has made.

import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const [lib, compiled, dist] = ['lib', 'compiled', 'dist'].map((name) => join(import.meta.dirname, '..', name));
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
await build({
  entryPoints: [join(lib, 'index.ts')],
  outfile: join(dist, 'index.js'),
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
});
for (const file of readdirSync(compiled).filter((name) => /\.d\.m?ts$|\.mjs$/.test(name))) {
  copyFileSync(join(compiled, file), join(dist, file));
}
