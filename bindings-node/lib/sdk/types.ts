/** The types of the drop-in, under the names that the SDK's have, so that imports of types can be changed as well. */

/** What the client of the SDK has no option for. */
type Connection = Pick<
  ClientOptions,
  | 'connectTimeout'
  | 'maxResponseBytes'
  | 'retryBudget'
  | 'requestTimeout'
  | 'proxy'
  | 'headers'
  | 'caCert'
  | 'clientCert'
  | 'clientKey'
  | 'insecure'
>;

interface HttpClientConfigBase extends Connection {
  /** The database of calls that name none. Default: `default`. */
  database?: string;
  /** An API key, or `user:password`. Goes before `username` and `password`. */
  token?: string;
  username?: string;
  password?: string;
  /**
   * Milliseconds for one call, to the last byte of the answer, with further attempts and the pauses between them. Default:
   * 60,000.
   */
  timeout?: number;
  /** Accepted for the SDK's sake. It concerns rows; ids of jobs are text anyway. */
  acceptInt64?: boolean;
}

/**
 * What a client is made of: the server by its address, or by the address with `/v2` after it. `user:password@` in either
 * goes before every token.
 */
import type { ClientOptions } from '../generated/options.js';
export type HttpClientConfig =
  | (HttpClientConfigBase & { endpoint: string; baseURL?: string })
  | (HttpClientConfigBase & { endpoint?: string; baseURL: string });

/** What one call may have of its own. */
export interface FetchOptions {
  /** Ends the call; never aborted by the call itself. */
  abortController?: AbortController;
  signal?: AbortSignal;
  /** Milliseconds, instead of the client's. */
  timeout?: number;
  /** Milliseconds for the server's work, instead of the client's; see `ClientOptions`. */
  requestTimeout?: number;
}

export interface HttpImportScope {
  dbName?: string;
  /** Zilliz Cloud: the cluster. */
  clusterId?: string;
  /** Zilliz Cloud: the project, with `regionId` instead of a cluster. */
  projectId?: string;
  regionId?: string;
}

export interface HttpImportProgressReq extends HttpImportScope {
  jobId: string | bigint;
}

/** Of `commitImport` and `abortImport`. */
export type HttpImportEndReq = HttpImportProgressReq;

export interface HttpImportListReq extends HttpImportScope {
  collectionName?: string;
  /** Zilliz Cloud: jobs a page. */
  pageSize?: number;
  /** Zilliz Cloud: the page, from 1. */
  currentPage?: number;
}

export interface HttpImportCreateReq extends HttpImportScope {
  collectionName: string;
  partitionName?: string;
  /** Milvus: paths in the server's object storage; one inner list is one file, or one set of NumPy files. */
  files?: readonly (readonly string[])[];
  options?: Readonly<Record<string, string | number | boolean>>;
  /** Zilliz Cloud: URLs, grouped as `files` are. */
  objectUrls?: readonly (readonly string[])[];
  /** Zilliz Cloud: one URL, the older form. */
  objectUrl?: string;
  accessKey?: string;
  secretKey?: string;
  /** Zilliz Cloud: session token of the object storage. */
  token?: string;
  volumeName?: string;
  dataPaths?: readonly (readonly string[])[];
}

/**
 * An answer as the server sent it, or of this form where an older server sent another. Where `code` is neither 0 nor 200
 * there is a `message`, and no `data`.
 */
export interface HttpBaseResponse<T> {
  code: number;
  data: T;
  message?: string;
}

export type HttpImportCreateResponse = HttpBaseResponse<{ jobId: string }>;

/** Of `commitImport` and `abortImport`. */
export type HttpImportEndResponse = HttpBaseResponse<Record<string, never>>;

export type HttpImportListResponse = HttpBaseResponse<{
  records: { collectionName: string; jobId: string; progress: number; state: string; reason?: string }[];
}>;

export type HttpImportProgressResponse = HttpBaseResponse<{
  jobId: string;
  progress: number;
  state: string;
  totalRows?: number;
  importedRows?: number;
  fileSize?: number;
  completeTime?: string;
  createTime?: string;
  collectionName?: string;
  reason?: string;
  details?: {
    completeTime: string;
    fileName: string;
    fileSize: number;
    importedRows: number;
    progress: number;
    state: string;
    totalRows: number;
    reason?: string;
  }[];
}>;
