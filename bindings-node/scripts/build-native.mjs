// Builds the native module into this package, and the types that its functions have into build/native.d.ts.
// Arguments go to cargo: `--release`, `--target aarch64-apple-darwin`, …

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const cargo = (options, more) =>
  execFileSync('cargo', options, { cwd: here, stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 28, ...more });

/** Where napi-derive writes. Beside what cargo builds, so that both are there or neither is. */
const types = join(
  JSON.parse(cargo(['metadata', '--no-deps', '--format-version', '1'])).target_directory,
  'node-types',
);

/** What a module is called for each of cargo's targets, as the loader in lib/native.ts looks for it. */
function moduleName(target) {
  const [arch, , system, environment] = target.split('-');
  const name = { linux: 'linux', darwin: 'darwin', windows: 'win32' }[system];
  const cpu = { x86_64: 'x64', aarch64: 'arm64' }[arch] ?? arch;
  return `milvus-import.${[name, cpu, environment].filter(Boolean).join('-')}.node`;
}

function build(options) {
  mkdirSync(types, { recursive: true });
  const command = [
    'build',
    '--package',
    'milvus-import-node',
    '--message-format',
    'json-render-diagnostics',
    ...options,
  ];
  const messages = cargo(command, { env: { ...process.env, NAPI_TYPE_DEF_TMP_FOLDER: types } });
  const lines = messages.toString().split('\n');
  const artifacts = lines.filter((line) => line.includes('"cdylib"') && line.includes('milvus_import_node'));
  return JSON.parse(artifacts.at(-1)).filenames.find((file) => /\.(so|dylib|dll)$/.test(file));
}

function host() {
  return /^host: (.*)$/m.exec(execFileSync('rustc', ['-vV']).toString())[1];
}

/** Every line that napi-derive wrote is one item; those of a class come in two parts. */
function declarations() {
  const lines = readdirSync(types).flatMap((file) => readFileSync(join(types, file), 'utf8').trim().split('\n'));
  const items = lines.map((line) => JSON.parse(line));
  const members = (text) => text.replaceAll(/^ ?(?=.)/gm, '  ');
  const body = (item) => {
    switch (item.kind) {
      case 'fn':
        return `export declare ${item.def};\n`;
      case 'interface':
        return `export interface ${item.name} {\n${members(item.def)}\n}\n`;
      case 'struct': {
        const { def } = items.find(({ kind, name }) => kind === 'impl' && name === item.name);
        return `export declare class ${item.name} {\n${members(def)}\n}\n`;
      }
      default:
        throw new Error(`nothing here writes ${item.kind} ${item.name}`);
    }
  };
  const shown = items.filter(({ kind }) => kind !== 'impl').sort((a, b) => (a.name < b.name ? -1 : 1));
  return shown.map((item) => item.js_doc + body(item));
}

const HEAD = `// Generated from the Rust sources: npm run build:types writes it anew.

/** What a result keeps of its answer. */
export interface Answer {
  readonly answer: unique symbol;
}

/** A handle on something native. */
export declare class ExternalObject<T> {
  private readonly held: T;
}

/** Options by their names, without those that are not given. */
export type Given = Record<string, string | number | boolean | string[][]>;

/** What was asked for, or else why not. */
export type Outcome<T> = [value: T, failure: null] | [value: null, failure: Failure];
`;

const options = process.argv.slice(2);
const library = build(options);
const target = options.includes('--target') ? options[options.indexOf('--target') + 1] : host();
const module = join(here, moduleName(target));
// In one step: a program that runs on the old module goes on with it.
copyFileSync(library, `${module}.new`);
renameSync(`${module}.new`, module);
mkdirSync(join(here, 'build'), { recursive: true });
writeFileSync(join(here, 'build', 'native.d.ts'), [HEAD, ...declarations()].join('\n'));
