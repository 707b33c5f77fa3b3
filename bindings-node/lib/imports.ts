import type { Given } from './native.js';
import { CALL_OPTIONS, type CallOptions, given, type Kind } from './options.js';

/** What to import, and where from. Which options a server takes depends on its API generation; the others are not sent. */
export interface BulkImportOptions {
  /** The collection that the rows go to. */
  collectionName: string;
  /** A partition of it; the default partition otherwise. */
  partitionName?: string | null | undefined;
  /**
   * Milvus: paths in the server's object storage. One inner array is one JSON or Parquet file, or one set of NumPy
   * files.
   */
  files?: readonly (readonly string[])[] | null | undefined;
  /** Milvus: `timeout` (`'300s'`), `auto_commit` (`false`, 3.0), `backup`, … Every value is sent as text. */
  options?: Readonly<Record<string, string | number | boolean | bigint>> | null | undefined;
  /** Zilliz Cloud: one URL (the older form, and the only one of zilliz-v1). */
  objectUrl?: string | null | undefined;
  /** Zilliz Cloud: URLs, grouped as `files` are. */
  objectUrls?: readonly (readonly string[])[] | null | undefined;
  /** Zilliz Cloud: access key of the object storage. */
  accessKey?: string | null | undefined;
  /** Zilliz Cloud: secret key of the object storage. */
  secretKey?: string | null | undefined;
  /** Zilliz Cloud: session token of the object storage. */
  sessionToken?: string | null | undefined;
  /** Zilliz Cloud: a volume that holds the files. */
  volumeName?: string | null | undefined;
  /** Zilliz Cloud: paths in the volume, grouped as `files` are. */
  dataPaths?: readonly (readonly string[])[] | null | undefined;
  /**
   * Milvus 2.6.24 and 3.0.2: a repeat within a day gets the first job's id. Older servers ignore it, so set it only
   * where the server is known to be new enough.
   */
  idempotencyKey?: string | null | undefined;
}

export const BULK_IMPORT_OPTIONS: Record<keyof BulkImportOptions, Kind> = {
  collectionName: 'text',
  partitionName: 'text',
  files: 'groups',
  options: 'texts',
  objectUrl: 'text',
  objectUrls: 'groups',
  accessKey: 'text',
  secretKey: 'text',
  sessionToken: 'text',
  volumeName: 'text',
  dataPaths: 'groups',
  idempotencyKey: 'text',
};

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
