/** Calls that users of the SDK make: what the client is made of, the method, its arguments. */

import { JOB } from './recorder.mjs';

export const TOKEN = 'root:Milvus';
export const COLLECTION = 'quick_setup';
const FILES = [['a/1.parquet'], ['b/1.npy', 'b/2.npy']];
export const PROJECT = { projectId: 'proj-0123456789abcde', regionId: 'aws-us-west-2' };

const progress = (name, params = {}, config = {}, options = undefined) => ({
  name: `getImportJobProgress: ${name}`,
  method: 'getImportJobProgress',
  params: { jobId: JOB, ...params },
  config: { token: TOKEN, ...config },
  options,
});
const list = (name, params = {}, config = {}) => ({
  name: `listImportJobs: ${name}`,
  method: 'listImportJobs',
  params: { collectionName: COLLECTION, ...params },
  config: { token: TOKEN, ...config },
});
const create = (name, params = {}, config = {}) => ({
  name: `createImportJobs: ${name}`,
  method: 'createImportJobs',
  params: { collectionName: COLLECTION, files: FILES, ...params },
  config: { token: TOKEN, ...config },
});

/** `config` as it is; the test adds `endpoint`, or `baseURL` where `byBaseURL` is set. */
export const CASES = [
  progress('job'),
  progress('database of the call', { dbName: 'sales' }),
  progress('database of the client', {}, { database: 'sales' }),
  progress('both databases', { dbName: 'sales' }, { database: 'other' }),
  progress('empty database', { dbName: '' }),
  progress('project', PROJECT),
  progress('user and password', {}, { token: undefined, username: 'root', password: 'Milvus' }),
  progress('token before user and password', {}, { username: 'a', password: 'b' }),
  progress('timeout of the client', {}, { timeout: 7_000 }),
  progress('timeout of the call', {}, {}, { timeout: 7_000 }),
  progress('controller', {}, {}, { abortController: new AbortController() }),
  progress('acceptInt64', {}, { acceptInt64: true }),
  { ...progress('base URL'), byBaseURL: true },
  list('of a collection'),
  list('database of the call', { dbName: 'sales' }),
  list('database of the client', {}, { database: 'sales' }),
  list('all', { collectionName: undefined }),
  list('project', PROJECT),
  list('page of a project', { ...PROJECT, pageSize: 50, currentPage: 3 }),
  list('cluster', { clusterId: 'in01-0123456789abcde' }),
  { ...list('base URL'), byBaseURL: true },
  create('files'),
  create('database of the call', { dbName: 'sales' }),
  create('database of the client', {}, { database: 'sales' }),
  create('options', { options: { timeout: '300s' } }),
  create('other options', { options: { timeout: '300s', backup: 'true' } }),
  create('partition', { partitionName: 'p1' }),
  create('objects of a cluster', {
    files: undefined,
    clusterId: 'in01-0123456789abcde',
    objectUrls: [['s3://bucket/1.parquet']],
    accessKey: 'AKIAEXAMPLE',
    secretKey: 'secret/Example',
  }),
  create('objects of a project', { files: undefined, objectUrls: [['s3://bucket/1.parquet']], ...PROJECT }),
  create('volume of a project', { files: undefined, volumeName: 'v', dataPaths: [['f/1.parquet']], ...PROJECT }),
];
