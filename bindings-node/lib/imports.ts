import { WATCH_OPTIONS, type WatchOptions } from './followed.js';
import { BULK_IMPORT_OPTIONS, type BulkImportOptions, MANY_OPTIONS, type ManyOptions } from './generated/options.js';
import type { Given } from './native.js';
import { CALL_OPTIONS, type CallOptions, given, type Kind } from './options.js';

/** What the native part takes for an import, and the options that every call has. */
export function importSettings(options: BulkImportOptions & CallOptions) {
  const { signal, requestTimeout, ...found } = given<BulkImportOptions & CallOptions>('bulkImport', options, {
    ...BULK_IMPORT_OPTIONS,
    ...CALL_OPTIONS,
  });
  return { settings: wanted(found), signal: signal ?? undefined, requestTimeout };
}

function wanted(found: BulkImportOptions): Given {
  const settings: Record<string, unknown> = { ...found };
  if (found.options) {
    settings.options = Object.entries(found.options).map(([name, value]) => [name, String(value)]);
  }
  return settings as Given;
}

/** What to import, `files` of all jobs, and how to make jobs of them and to follow them. */
export interface ImportManyOptions extends BulkImportOptions, ManyOptions, WatchOptions {}

/** What the native part takes for an import of many files, and how to follow its jobs. */
export function importManySettings(options: ImportManyOptions) {
  const found = given<ImportManyOptions>('importMany', options, {
    ...BULK_IMPORT_OPTIONS,
    ...MANY_OPTIONS,
    ...WATCH_OPTIONS,
  });
  const part = <T extends object>(of: Record<keyof T, Kind>) =>
    Object.fromEntries(Object.entries(found).filter(([name]) => Object.hasOwn(of, name))) as T;
  return {
    settings: wanted(part(BULK_IMPORT_OPTIONS)),
    many: part(MANY_OPTIONS) as Given,
    follow: part(WATCH_OPTIONS),
  };
}
