import type { Given } from './native.js';
import { BULK_IMPORT_OPTIONS, type BulkImportOptions } from './generated/options.js';
import { CALL_OPTIONS, type CallOptions, given } from './options.js';

/** What the native part takes for an import, and the options that every call has. */
export function importSettings(options: BulkImportOptions & CallOptions) {
  const { signal, requestTimeout, ...found } = given<BulkImportOptions & CallOptions>('bulkImport', options, {
    ...BULK_IMPORT_OPTIONS,
    ...CALL_OPTIONS,
  });
  const settings: Record<string, unknown> = found;
  if (found.options) {
    settings.options = Object.entries(found.options).map(([name, value]) => [name, String(value)]);
  }
  return { settings: settings as Given, signal: signal ?? undefined, requestTimeout };
}
