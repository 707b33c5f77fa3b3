/** Checked by the compiler alone: what is typed for the SDK fits the drop-in, and the other way what comes back. */

import { HttpClient, HttpError } from 'milvus-import';
import type {
  HttpClientConfig as OurConfig,
  HttpImportCreateResponse as OurCreateResponse,
  HttpImportEndResponse,
  HttpImportListResponse as OurListResponse,
  HttpImportProgressResponse as OurProgressResponse,
} from 'milvus-import';
import type * as Sdk25 from 'sdk-2.5';
import type * as Sdk30 from 'sdk-3.0';

declare const config: Sdk30.HttpClientConfig | Sdk25.HttpClientConfig;
declare const options: Sdk30.FetchOptions | Sdk25.FetchOptions;
declare const progress: Sdk30.HttpImportProgressReq | Sdk25.HttpImportProgressReq;
declare const list: Sdk30.HttpImportListReq | Parameters<Sdk25.HttpClient['listImportJobs']>[0];
declare const create: Sdk30.HttpImportCreateReq | Sdk25.HttpImportCreateReq;

export async function asWithTheSdk(): Promise<void> {
  const client = new HttpClient(config);
  const seen: Sdk30.HttpImportProgressResponse & Sdk25.HttpImportProgressResponse = await client.getImportJobProgress(
    progress,
    options,
  );
  const listed: Sdk30.HttpImportListResponse & Sdk25.HttpImportListResponse = await client.listImportJobs(
    list,
    options,
  );
  const created: Sdk30.HttpImportCreateResponse & Sdk25.HttpImportCreateResponse = await client.createImportJobs(
    create,
    options,
  );
  const error: Sdk30.HttpError = new HttpError('', 401, 'Unauthorized', 'http://localhost:19530');
  void [seen, listed, created, error];
}

/** A place for the SDK's client takes ours, as far as imports go. */
export const inItsPlace = (
  client: HttpClient,
): Pick<Sdk30.HttpClient, 'getImportJobProgress' | 'listImportJobs' | 'createImportJobs'> => client;

export async function ourOwn(signal: AbortSignal): Promise<void> {
  const ours: OurConfig = {
    baseURL: 'http://localhost:19530/v2',
    username: 'root',
    password: 'Milvus',
    retryBudget: 0,
    requestTimeout: 60_000,
  };
  const client = new HttpClient(ours);
  const seen: OurProgressResponse = await client.getImportJobProgress({ jobId: 448761313698322011n }, { signal });
  const listed: OurListResponse = await client.listImportJobs(
    { clusterId: 'in01', pageSize: 10 },
    { requestTimeout: 5_000 },
  );
  const created: OurCreateResponse = await client.createImportJobs({ collectionName: 'c', files: [['a']] as const });
  const committed: HttpImportEndResponse = await client.commitImport({ jobId: '1', dbName: 'sales' }, { signal });
  const aborted: HttpImportEndResponse = await client.abortImport({ jobId: 448761313698322011n });
  void [seen, listed, created, committed, aborted];

  // @ts-expect-error a number cannot hold the id of a job
  await client.getImportJobProgress({ jobId: 448761313698322011 });
  // @ts-expect-error no server
  new HttpClient({ token: 'root:Milvus' });
  // @ts-expect-error requests are not made by a function of the caller's
  new HttpClient({ endpoint: 'http://localhost:19530', fetch });
  // @ts-expect-error not a member
  await client.listImportJobs({ collectionNames: 'c' });
}
