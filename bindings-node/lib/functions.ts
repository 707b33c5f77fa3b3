import {
  BULK_IMPORT_OPTIONS,
  type BulkImportOptions,
  type DescribeCollectionOptions,
  LIST_OPTIONS,
  type ListImportJobsOptions,
  CLIENT_OPTIONS,
  type ClientOptions,
} from './generated/options.js';
import { Client } from './client.js';
import type { CollectionDescription } from './collection.js';
import type { CreatedJob } from './jobs.js';
import { Kept } from './kept.js';
import { type JobListing } from './list.js';
import { CALL_OPTIONS, type CallOptions, given, type JobId, type Kind } from './options.js';
import type { ImportProgress } from './progress.js';

/** A call on one job without a client at hand: the client's options, and the job. */
export interface JobOptions extends ClientOptions, CallOptions {
  jobId: JobId;
}

const JOB_OPTIONS = { jobId: 'id' } as const;

/** The database is the client's. */
const COLLECTION_OPTIONS = { collectionName: 'text' } as const;

/** As many servers as a program is likely to use in turn. */
const clients = new Kept<Client>(16);

/** The client that some options mean, the same one for the same options, and the options that are left to the call. */
function parted<T extends ClientOptions & CallOptions>(
  of: string,
  options: T,
  own: Record<Exclude<keyof T, keyof ClientOptions | keyof CallOptions>, Kind>,
): [Client, Omit<T, Exclude<keyof ClientOptions, keyof CallOptions>>] {
  const found = given<T>(of, options, { ...CLIENT_OPTIONS, ...own, ...CALL_OPTIONS } as Record<keyof T, Kind>);
  const ours: Record<string, unknown> = {};
  const rest: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(found)) {
    const isOfTheClient = Object.hasOwn(CLIENT_OPTIONS, name) && !Object.hasOwn(CALL_OPTIONS, name);
    (isOfTheClient ? ours : rest)[name] = value;
  }
  // Variables of the environment may have changed since.
  const { MILVUS_URI, MILVUS_TOKEN, MILVUS_DB, ZILLIZ_CLUSTER_ID } = process.env;
  const key = JSON.stringify([ours, MILVUS_URI, MILVUS_TOKEN, MILVUS_DB, ZILLIZ_CLUSTER_ID]);
  return [clients.get(key, () => new Client(ours)), rest as Omit<T, Exclude<keyof ClientOptions, keyof CallOptions>>];
}

/** `Client.getImportProgress` in one call: `await getImportProgress({ uri, jobId })`. */
export async function getImportProgress(options: JobOptions): Promise<ImportProgress> {
  const [client, { jobId, ...rest }] = parted('getImportProgress', options, JOB_OPTIONS);
  return await client.getImportProgress(jobId, rest);
}

/** `Client.describeJob` in one call. */
export async function describeJob(options: JobOptions): Promise<ImportProgress> {
  const [client, { jobId, ...rest }] = parted('describeJob', options, JOB_OPTIONS);
  return await client.describeJob(jobId, rest);
}

/** `Client.describeCollection` in one call: `await describeCollection({ uri, collectionName })`. */
export async function describeCollection(
  options: DescribeCollectionOptions & ClientOptions & CallOptions,
): Promise<CollectionDescription> {
  const [client, { collectionName, ...rest }] = parted('describeCollection', options, COLLECTION_OPTIONS);
  return await client.describeCollection(collectionName, rest);
}

/** `Client.commitImport` in one call. */
export async function commitImport(options: JobOptions): Promise<void> {
  const [client, { jobId, ...rest }] = parted('commitImport', options, JOB_OPTIONS);
  await client.commitImport(jobId, rest);
}

/** `Client.abortImport` in one call. */
export async function abortImport(options: JobOptions): Promise<void> {
  const [client, { jobId, ...rest }] = parted('abortImport', options, JOB_OPTIONS);
  await client.abortImport(jobId, rest);
}

/** `Client.listImportJobs` in one call: `for await (const job of listImportJobs({ uri })) …`. */
export function listImportJobs(options: ListImportJobsOptions & ClientOptions & CallOptions = {}): JobListing {
  const [client, rest] = parted('listImportJobs', options, LIST_OPTIONS);
  return client.listImportJobs(rest);
}

/** `Client.bulkImport` in one call: `await bulkImport({ uri, collectionName, files })`. */
export async function bulkImport(options: BulkImportOptions & ClientOptions & CallOptions): Promise<CreatedJob> {
  const [client, rest] = parted('bulkImport', options, BULK_IMPORT_OPTIONS);
  return await client.bulkImport(rest);
}
