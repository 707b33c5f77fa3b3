import { createRequire } from './builtin.js';
import type * as Native from '../native.js';

export type { Explained, Failure, Given, Mailbox, NativeClient, Outcome, Watch, WatchMany } from '../native.js';

/** A handle on what a result was read from. */
export type Answer = Parameters<typeof Native.body>[0];

/** What the native module for this platform may be called; Linux has two C libraries, and only one of them loads. */
function names(): string[] {
  const { platform, arch } = process;
  switch (platform) {
    case 'linux':
      return [`linux-${arch}-gnu`, `linux-${arch}-musl`];
    case 'win32':
      return [`win32-${arch}-msvc`];
    default:
      return [`${platform}-${arch}`];
  }
}

/** The file of this code: one of this package, or the bundle that it has become a part of. */
function here(): string {
  // A bundle of ES modules has none.
  if (typeof __filename === 'string') {
    return __filename;
  }
  const { prepareStackTrace } = Error;
  try {
    Error.prepareStackTrace = (_, [here]) => here?.getFileName();
    return String(new Error().stack);
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
}

/**
 * Loads the native module: one beside this package's files, built here, or else that of the package for this platform, or
 * one beside a bundle.
 */
function load(): typeof Native {
  const require = createRequire(here());
  const tried: string[] = [];
  for (const name of names()) {
    const file = `milvus-import.${name}.node`;
    for (const from of [`../${file}`, `milvus-import-${name}`, `./${file}`]) {
      try {
        return require(from);
      } catch (error) {
        tried.push(`  ${from}: ${String((error as Error).message).split('\n')[0]}`);
      }
    }
  }
  const wanted = `milvus-import-${names().join(' or milvus-import-')}`;
  throw new Error(
    `milvus-import has no native module for ${process.platform} ${process.arch}. It comes with the package ${wanted}, ` +
      'an optional dependency: install again without --omit=optional or --no-optional, and on this platform rather ' +
      'than copying node_modules from another. A bundler cannot take it in: name milvus-import as `external`, or copy ' +
      `milvus-import.${names()[0]}.node beside the bundle. Where that package does not exist, build it from source: ` +
      `npm run build:native in bindings-node.\nTried:\n${tried.join('\n')}`,
  );
}

export const native = load();
