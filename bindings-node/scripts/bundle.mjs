// Makes dist, or the folder that is given, of lib: one file of code, because loading twenty takes three times as long, and
// the types that tsc has made.

import { cpSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const here = join(import.meta.dirname, '..');
const dist = process.argv[2] ?? join(here, 'dist');
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
const platforms = Object.keys(JSON.parse(readFileSync(join(here, 'package.json'))).optionalDependencies);
const modules = platforms.flatMap((name) => [name, `../${name.replace(/^milvus-import-/, 'milvus-import.')}.node`]);
const traced = `// Never called: what traces a program's files, as @vercel/nft does, reads here which of them it may load.
function traced(module) {
  const find = module.createRequire(__filename);
${modules.map((name) => `  find('${name}');\n`).join('')}}`;
await build({
  entryPoints: [join(here, 'lib', 'index.ts')],
  outfile: join(dist, 'index.js'),
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  footer: { js: traced },
});
// npm packs only files of the package.
for (const terms of ['LICENSE', 'THIRD-PARTY-NOTICES']) {
  cpSync(join(here, '..', terms), join(here, terms));
}
cpSync(join(here, 'compiled'), dist, {
  recursive: true,
  filter: (path) => statSync(path).isDirectory() || /\.d\.m?ts$|\.mjs$/.test(path),
});
