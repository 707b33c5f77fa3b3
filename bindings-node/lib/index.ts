// Buffer, AbortSignal and others are Node.js's, which a compiler is told by @types/node alone.
/// <reference types="node" preserve="true" />
/** Follow bulk imports of Milvus and Zilliz Cloud to their end. */
export type {
  BulkImportOptions,
  DescribeCollectionOptions,
  ListImportJobsOptions,
  ClientOptions,
  FollowOptions,
  ManyOptions,
} from './generated/options.js';
export { ERROR_CODES, type ErrorCode } from './generated/names.js';
export {
  check,
  type CheckedFiles,
  type CheckOptions,
  CheckReport,
  type CheckRules,
  explain,
  type Finding,
  type Looked,
  type SavedSchema,
} from './check.js';
export { Explanation } from './explanation.js';
export { Client, type WaitOptions } from './client.js';
export * from './error_classes.js';
export { type JobEvent, JobEvents, type WatchCollectionOptions } from './events.js';
export { type ErrorFacts, ImportJobError } from './errors.js';
export type { WatchOptions } from './followed.js';
export {
  abortImport,
  bulkImport,
  commitImport,
  describeCollection,
  describeJob,
  getImportProgress,
  type JobOptions,
  listImportJobs,
} from './functions.js';
export type { ImportManyOptions } from './imports.js';
export { HttpError } from './sdk/answer.js';
export { HttpClient } from './sdk/client.js';
export type {
  FetchOptions,
  HttpBaseResponse,
  HttpClientConfig,
  HttpImportCreateReq,
  HttpImportCreateResponse,
  HttpImportEndReq,
  HttpImportEndResponse,
  HttpImportListReq,
  HttpImportListResponse,
  HttpImportProgressReq,
  HttpImportProgressResponse,
} from './sdk/types.js';
export { CollectionDescription, CollectionField, CollectionFunction, CollectionStruct } from './collection.js';
export { CreatedJob, ImportJob, JobList } from './jobs.js';
export { JobListing } from './list.js';
export {
  type Api,
  APIS,
  JOB_EVENT_KINDS,
  JOB_STATES,
  type JobEventKind,
  type JobState,
  type Operation,
  OPERATIONS,
  type Phase,
  PHASES,
} from './generated/names.js';
export type { CallOptions, JobId } from './options.js';
export { FileProgress, ImportProgress } from './progress.js';
export { JobWatch } from './watch.js';
