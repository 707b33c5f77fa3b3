/**
 * The drop-in for `@zilliz/milvus2-sdk-node`: its `HttpClient` as far as import jobs go, with the same configuration,
 * arguments and answers. `docs/moving-from-the-sdk.md` says what differs.
 */

import { BULK_IMPORT_OPTIONS, LIST_OPTIONS, CLIENT_OPTIONS, type ClientOptions } from '../generated/options.js';
import { type Client, DropInClient } from '../client.js';
import { InvalidArgumentError } from '../error_classes.js';
import { answerOf, answerOfWrite, asInTheSdk } from './answer.js';
import type {
  FetchOptions,
  HttpClientConfig,
  HttpImportCreateReq,
  HttpImportCreateResponse,
  HttpImportEndReq,
  HttpImportEndResponse,
  HttpImportListReq,
  HttpImportListResponse,
  HttpImportProgressReq,
  HttpImportProgressResponse,
  HttpImportScope,
} from './types.js';
import type { JobList } from '../jobs.js';
import { Kept } from '../kept.js';
import { CALL_OPTIONS, type CallOptions, given, type Kind } from '../options.js';

/**
 * By configuration, database, project and timeout. Shared by all objects: some programs make one for each call, which
 * costs nothing with the SDK, whose connections are those of `fetch`.
 */
const clients = new Kept<Client>(32);

// Those of the SDK.
const DATABASE = 'default';
const TIMEOUT = 60_000;

// Other names are used for some of a client's options, and some are said call by call.
const { uri, api, dbName, clusterId, projectId, regionId, ...SHARED } = CLIENT_OPTIONS;
const SCOPE = { dbName, clusterId, projectId, regionId };
const CONFIG: Record<string, Kind> = {
  ...SHARED,
  endpoint: 'text',
  baseURL: 'text',
  database: 'text',
  username: 'text',
  password: 'text',
  acceptInt64: 'boolean',
};
// The session token of an object storage has the name that the server has for it.
const { sessionToken, idempotencyKey, ...IMPORT } = BULK_IMPORT_OPTIONS;
const CREATE = { ...SCOPE, ...IMPORT, token: sessionToken };

/**
 * A client of one server, with the methods for import jobs of the SDK's `HttpClient`.
 *
 * An error that the server answers under a good HTTP status is a value with its `code`; an HTTP status that says error
 * rejects with an `HttpError`, and a call without an answer with an `ImportJobError`.
 */
export class HttpClient {
  readonly #options: ClientOptions & { timeout: number };
  readonly #key: string;

  /** @throws InvalidArgumentError when something cannot work; the message says what to do. */
  constructor(config: HttpClientConfig) {
    let ownFetch: unknown;
    try {
      ownFetch = (config as { fetch?: unknown } | undefined)?.fetch;
    } catch {
      // Told below, as of any other option that cannot be read.
    }
    if (ownFetch) {
      throw new InvalidArgumentError(
        'HttpClient makes its requests without fetch: use proxy, headers, caCert, clientCert or insecure instead',
      );
    }
    const found = given('HttpClient', config, CONFIG);
    const { endpoint, baseURL, database, token, username, password, timeout, acceptInt64, ...rest } = found;
    if (!endpoint && !baseURL) {
      throw new InvalidArgumentError('HttpClient needs an endpoint, such as http://localhost:19530');
    }
    this.#options = {
      ...rest,
      // An empty text keeps the environment out: the SDK does not look there either.
      uri: baseURL ? withoutVersion(baseURL) : (endpoint ?? ''),
      token: token || (username && password ? `${username}:${password}` : ''),
      dbName: database ?? DATABASE,
      timeout: timeout ?? TIMEOUT,
    };
    this.#key = JSON.stringify(this.#options);
    // Tells now what cannot work.
    this.#client({}, undefined);
  }

  /** Asks how far a job is. */
  async getImportJobProgress(
    params: HttpImportProgressReq,
    options?: FetchOptions,
  ): Promise<HttpImportProgressResponse> {
    const { client, jobId, call } = this.#prepareForJob('getImportJobProgress', params, options);
    return await asInTheSdk(async () => {
      const progress = await client.getImportProgress(jobId, call);
      return answerOf(
        progress.raw,
        ({ state }) => typeof state === 'string',
        () => progress.toJSON(),
      );
    });
  }

  /** Makes the rows of an Uncommitted job visible (Milvus 3.0). */
  async commitImport(params: HttpImportEndReq, options?: FetchOptions): Promise<HttpImportEndResponse> {
    return await this.#endJob('commitImport', params, options);
  }

  /** Throws the rows of an Uncommitted job away (Milvus 3.0). */
  async abortImport(params: HttpImportEndReq, options?: FetchOptions): Promise<HttpImportEndResponse> {
    return await this.#endJob('abortImport', params, options);
  }

  async #endJob(of: 'commitImport' | 'abortImport', params: HttpImportEndReq, options?: FetchOptions) {
    const { client, jobId, call } = this.#prepareForJob(of, params, options);
    return await asInTheSdk(async () =>
      answerOfWrite<HttpImportEndResponse>(
        await client['endJob'](of, jobId, call),
        () => true,
        () => ({}),
      ),
    );
  }

  /** Lists jobs: one page on Zilliz Cloud, all of them on Milvus. */
  async listImportJobs(params: HttpImportListReq, options?: FetchOptions): Promise<HttpImportListResponse> {
    const { scope, rest } = parted(given('listImportJobs', params, { ...SCOPE, ...LIST_OPTIONS }));
    const { client, call } = this.#prepare('listImportJobs', scope, options);
    return await asInTheSdk(async () => {
      const pages = client.listImportJobs({ ...rest, ...call }).pages();
      const { raw, jobs } = (await pages.next()).value as JobList;
      return answerOf(
        raw,
        ({ records }) => Array.isArray(records),
        () => ({ records: jobs }),
      );
    });
  }

  /** Creates an import job. After a timeout, a broken connection or an abort it may exist: list the jobs first. */
  async createImportJobs(params: HttpImportCreateReq, options?: FetchOptions): Promise<HttpImportCreateResponse> {
    const { scope, rest } = parted(given('createImportJobs', params, CREATE));
    const { client, call } = this.#prepare('createImportJobs', scope, options);
    const { token, ...jobs } = rest;
    return await asInTheSdk(async () => {
      const { raw, jobId } = await client.bulkImport({ ...jobs, sessionToken: token, ...call });
      return answerOfWrite(
        raw,
        (data) => data['jobId'] !== undefined,
        () => ({ jobId }),
      );
    });
  }

  /** The client, the id and the options for a call about one job. */
  #prepareForJob(of: string, params: HttpImportProgressReq, options: FetchOptions | undefined) {
    const { jobId, ...scope } = given<HttpImportProgressReq>(of, params, { ...SCOPE, jobId: 'id' });
    return { jobId, ...this.#prepare(of, scope, options) };
  }

  /** The client for a call, and the options that it takes. */
  #prepare(of: string, scope: HttpImportScope, options: FetchOptions | undefined) {
    const { abortController, signal, timeout, requestTimeout } = given<FetchOptions>(of, options, {
      ...CALL_OPTIONS,
      abortController: 'controller',
      timeout: 'milliseconds',
    });
    const signals = [signal, abortController?.signal].filter((one) => one !== undefined);
    const call: CallOptions = { signal: signals.length > 1 ? AbortSignal.any(signals) : signals[0], requestTimeout };
    return { client: this.#client(scope, timeout), call };
  }

  #client(scope: HttpImportScope, timeout: number = this.#options.timeout): Client {
    const { dbName = this.#options.dbName, clusterId = '', projectId = '', regionId = '' } = scope;
    const key = this.#key + JSON.stringify([dbName, clusterId, projectId, regionId, timeout]);
    const options = { ...this.#options, dbName, clusterId, projectId, regionId, timeout };
    return clients.get(key, () => new DropInClient(options, true));
  }
}

/** The server's address. */
function withoutVersion(baseURL: string): string {
  const found = /^(.*)\/v2\/*$/.exec(baseURL)?.[1];
  if (found === undefined) {
    throw new InvalidArgumentError('baseURL has to end in /v2, below which import jobs are');
  }
  return found;
}

/** What a call says about where, and the rest. */
function parted<T extends HttpImportScope>({ dbName, clusterId, projectId, regionId, ...rest }: T) {
  return { scope: { dbName, clusterId, projectId, regionId } as HttpImportScope, rest };
}
