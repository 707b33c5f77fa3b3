/** The API generations: `milvus-2.3` is the management port of Milvus 2.2 and 2.3. */
export const APIS = ['milvus-v2', 'zilliz-v2', 'zilliz-v1', 'milvus-2.3'] as const;
export type Api = (typeof APIS)[number];

/** A job's or a file's state. Completed, Failed and Canceled are final; an Uncommitted job waits for someone's commit. */
export const JOB_STATES = [
  'Pending',
  'Importing',
  'Uncommitted',
  'Committing',
  'Completed',
  'Failed',
  'Canceling',
  'Canceled',
  'Unknown',
] as const;
export type JobState = (typeof JOB_STATES)[number];

/** What the server is doing. */
export const PHASES = ['queued', 'reading', 'loading', 'sorting', 'indexing', 'committing', 'done', 'failed'] as const;
export type Phase = (typeof PHASES)[number];

/** What calls do: the names of every language, as errors and logs show them. */
export const OPERATIONS = [
  'get_import_progress',
  'list_import_jobs',
  'bulk_import',
  'commit_import',
  'abort_import',
  'describe_job',
] as const;
export type Operation = (typeof OPERATIONS)[number];
