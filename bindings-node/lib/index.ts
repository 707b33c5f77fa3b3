/** Follow bulk imports of Milvus and Zilliz Cloud to their end. */
export { Client, type WaitOptions } from './client.js';
export * from './error_classes.js';
export { ERROR_CODES, type ErrorCode, type ErrorFacts, ImportJobError } from './errors.js';
export {
  abortImport,
  bulkImport,
  commitImport,
  describeJob,
  getImportProgress,
  type JobOptions,
  listImportJobs,
} from './functions.js';
export { HttpError } from './http_answer.js';
export { HttpClient } from './http_client.js';
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
} from './http_types.js';
export type { BulkImportOptions } from './imports.js';
export { CreatedJob, ImportJob, JobList } from './jobs.js';
export { JobListing, type ListImportJobsOptions } from './list.js';
export { type Api, APIS, JOB_STATES, type JobState, type Operation, OPERATIONS, type Phase, PHASES } from './names.js';
export type { CallOptions, JobId } from './options.js';
export { FileProgress, ImportProgress } from './progress.js';
export type { ClientOptions } from './settings.js';
export { type FollowOptions, JobWatch } from './watch.js';
