import type { InspectOptions } from 'node:util';

import { inspect } from './builtin.js';
import {
  type BulkImportOptions,
  type ClientOptions,
  DESCRIBE_COLLECTION_OPTIONS,
  type DescribeCollectionOptions,
  type ListImportJobsOptions,
} from './generated/options.js';
import { ask } from './calls.js';
import { check, type CheckedFiles, type CheckReport, type CheckRules, RULES } from './check.js';
import { CollectionDescription } from './collection.js';
import { JobEvents, WATCH_COLLECTION_OPTIONS, type WatchCollectionOptions } from './events.js';
import { type Followed, WATCH_OPTIONS, type WatchOptions } from './followed.js';
import { type ImportManyOptions, importManySettings, importSettings } from './imports.js';
import { CreatedJob } from './jobs.js';
import { Known } from './kept.js';
import { JobListing } from './list.js';
import type { Api, Operation } from './generated/names.js';
import { type Given, type Mailbox, native, type NativeClient, type Outcome, type WatchMany } from './native.js';
import {
  CALL_OPTIONS,
  type CallOptions,
  callOf,
  collectionText,
  given,
  type JobId,
  jobIdText,
  jobIdTexts,
} from './options.js';
import { ImportProgress } from './progress.js';
import { guarded, type Result, result, valueOf } from './replies.js';
import { clientSettings } from './settings.js';
import { JobWatch } from './watch.js';

/** What may be said of a collection to describe, beside its name. */
const { collectionName: _name, ...MORE } = { ...DESCRIBE_COLLECTION_OPTIONS, ...CALL_OPTIONS };

/** How to wait for a job. */
export interface WaitOptions extends WatchOptions {
  /** Called with every change, the last one included, and waited for. What it throws ends the wait. */
  onProgress?: ((progress: ImportProgress) => unknown) | null | undefined;
}

/**
 * A client of one server: connected on first use, and good for any number of calls at once. It need not be closed: Node.js
 * ends when no call is under way.
 */
export class Client {
  readonly #native: NativeClient;
  readonly #watches = new Known<Followed<unknown>>();

  /** @throws InvalidArgumentError when something cannot work; the message says what to do. */
  constructor(options?: ClientOptions);
  constructor(options: ClientOptions = {}, credentialsInUri = false) {
    const settings = { ...clientSettings('Client', options), credentialsInUri };
    this.#native = valueOf(() => native.NativeClient.make(settings));
  }

  /** The server's address, without a trailing slash. */
  get uri(): string {
    return this.#native.uri;
  }

  /** The API generation that this client speaks: the one that was set, or has answered, or else the likely one. */
  get api(): Api {
    return this.#native.api as Api;
  }

  /**
   * Asks how far a job is. A failed job is a good answer: look at its `state`.
   *
   * @throws JobNotFoundError when the server does not know the job (any more), and ImportJobError for every other failure.
   */
  async getImportProgress(jobId: JobId, options?: CallOptions): Promise<ImportProgress> {
    const { row, answer } = await this.#onJob('getImportProgress', 'get_import_progress', jobId, options);
    return new ImportProgress(row, answer);
  }

  /** Asks Zilliz Cloud about a job of any kind; the answer has no rows and no files. */
  async describeJob(jobId: JobId, options?: CallOptions): Promise<ImportProgress> {
    const { row, answer } = await this.#onJob('describeJob', 'describe_job', jobId, options);
    return new ImportProgress(row, answer);
  }

  /**
   * Asks what a collection holds: its fields, functions and properties. `raw` of the description is the server's answer:
   * in a file it is a schema to `milvus-import check`.
   *
   * @throws NotFoundError for an unknown collection or database. UnsupportedError on Zilliz Cloud's control plane: make a
   * client with the cluster's own endpoint as the `uri` and `milvus-v2` as the `api`; and on the management port of Milvus
   * 2.3, which describes collections on port 19530. ImportJobError for every other failure.
   */
  async describeCollection(
    collectionName: string,
    options?: Omit<DescribeCollectionOptions, 'collectionName'> & CallOptions,
  ): Promise<CollectionDescription> {
    const { signal, requestTimeout, ...more } = given<typeof options & object>('describeCollection', options, MORE);
    const asked = { ...more, collectionName: collectionText(collectionName) } as Given;
    const start = (mail: Mailbox) => this.#native.describeCollection(mail, asked, requestTimeout);
    const { row, answer } = result(await ask(start, signal ?? undefined));
    return new CollectionDescription(row, answer);
  }

  /**
   * Describes a collection, and checks files of this machine against it before an import: see `check`, which needs no
   * server.
   *
   * @throws ImportJobError when the collection cannot be described. What is wrong with a file is a finding.
   */
  async check(
    collectionName: string,
    files: CheckedFiles,
    options?: CheckRules & Omit<DescribeCollectionOptions, 'collectionName'> & CallOptions,
  ): Promise<CheckReport> {
    const found = given<typeof options & object>('check', options, { ...RULES, ...MORE });
    const { server, rows, sep, nullkey, ...more } = found;
    const schema = await this.describeCollection(collectionName, more);
    return await check(schema, files, { server, rows, sep, nullkey, signal: more.signal });
  }

  async #onJob(of: string, operation: Operation, jobId: JobId, options?: CallOptions): Promise<Result> {
    const id = jobIdText(jobId);
    const { signal, requestTimeout } = callOf(of, options);
    return result(await ask((mail) => this.#native.onJob(mail, operation, id, requestTimeout), signal));
  }

  /** Lists jobs, fetching pages as they are needed: `for await (const job of client.listImportJobs()) …`. */
  listImportJobs(options?: ListImportJobsOptions & CallOptions): JobListing {
    return new JobListing(this.#native, options);
  }

  /**
   * Creates an import job. Sent again only when no connection was made, when the server refused it for now (`Busy`,
   * `Unavailable`), or with an idempotency key.
   *
   * @throws ImportJobError: after a timeout, a broken connection or an abort the job may exist: list the jobs first. An
   * answer that is no success may name a job all the same: see the error's `jobId`.
   */
  async bulkImport(options: BulkImportOptions & CallOptions): Promise<CreatedJob> {
    const { settings, signal, requestTimeout } = importSettings(options);
    const reply = await ask((mail) => this.#native.bulkImport(mail, settings, requestTimeout), signal);
    const { row, answer } = result(reply);
    return new CreatedJob(row, answer);
  }

  /** Makes the rows of an Uncommitted job visible (Milvus 3.0). */
  async commitImport(jobId: JobId, options?: CallOptions): Promise<void> {
    await this.endJob('commitImport', jobId, options);
  }

  /** Throws the rows of an Uncommitted job away (Milvus 3.0). */
  async abortImport(jobId: JobId, options?: CallOptions): Promise<void> {
    await this.endJob('abortImport', jobId, options);
  }

  /** Commits or aborts, and returns the server's answer, which says no more than that it is done. */
  private async endJob(of: 'commitImport' | 'abortImport', jobId: JobId, options?: CallOptions): Promise<Buffer> {
    const operation = of === 'commitImport' ? 'commit_import' : 'abort_import';
    const { answer } = await this.#onJob(of, operation, jobId, options);
    return guarded(() => native.body(answer));
  }

  /**
   * Follows a job to its end and returns its last progress. An Uncommitted job ends the wait with success: it needs
   * someone's commit. Once there was a good answer, whatever a server, a gateway or the network does in an outage is ridden
   * out for as long as `faultBudget`.
   *
   * @throws ImportFailedError when the job failed, with its last `progress`; ImportTimeoutError when the timeout passed;
   * StalledError when nothing changed for as long as `stallTimeout`; either says so in an outage, with its fault as `cause`;
   * VanishedError when the job was seen in flight and is unknown in two looks; JobNotFoundError when the server does not
   * know it; and the fault that lasted longer than the budget.
   */
  async wait(jobId: JobId, options?: WaitOptions): Promise<ImportProgress> {
    const { onProgress, ...follow } = given<WaitOptions>('wait', options, {
      ...WATCH_OPTIONS,
      onProgress: 'function',
    });
    const watch = this.#follow(jobId, follow);
    for await (const progress of watch) {
      await onProgress?.(progress);
    }
    return await watch.outcome();
  }

  /**
   * Follows a job change by change: `for await (const progress of client.watch(jobId)) …`. A failed job ends it too.
   * Leaving the loop ends the watch.
   */
  watch(jobId: JobId, options?: WatchOptions): JobWatch {
    return this.#follow(jobId, options);
  }

  #follow(jobId: JobId, options?: WatchOptions): JobWatch {
    return this.#ending(new JobWatch(this.#native, jobId, options));
  }

  /**
   * Follows many jobs to their ends with few requests: `for await (const event of client.watchMany(jobIds)) …`. Every
   * change of each job is told, and its end exactly once: see `JobEvent`. A job that is named twice is followed once.
   * Leaving the loop ends it.
   *
   * At most ten requests a second go to the server, by all such follows of this process together that have the same token.
   * Lists tell of changes; a job that they leave out is asked for by itself, and so is each that has ended. `stallTimeout`
   * is each job's, `timeout` that of the whole.
   */
  watchMany(jobIds: Iterable<JobId>, options?: WatchOptions): JobEvents {
    const ids = jobIdTexts(jobIds);
    const found = given<WatchOptions>('watchMany', options, WATCH_OPTIONS);
    return this.#events(found, (follow, requestTimeout) => this.#native.watchMany(ids, follow, requestTimeout));
  }

  /**
   * Follows the jobs of a collection that have not ended, and those that are started meanwhile, until all have ended: see
   * `watchMany`. The iteration throws NotFoundError where there is no such collection, ImportTimeoutError when the timeout
   * passed, and another ImportJobError where its jobs cannot be listed.
   */
  watchCollection(collectionName: string, options?: WatchCollectionOptions): JobEvents {
    const name = collectionText(collectionName);
    const { withEnded, ...found } = given<WatchCollectionOptions>('watchCollection', options, WATCH_COLLECTION_OPTIONS);
    return this.#events(found, (follow, requestTimeout) =>
      this.#native.watchCollection(name, withEnded ?? false, follow, requestTimeout),
    );
  }

  /**
   * Imports many files: starts jobs of modest size, as many at once as the server takes, and follows them to their ends:
   * `for await (const event of client.importMany({ collectionName, files, ledger })) …`. Jobs are started while an event
   * is asked for. Once the loop is left no further job is; those that run go on in the server, and the same call with the
   * same `ledger` takes them up again.
   *
   * No create is sent twice that may have made a job. Where one has no clear answer, the collection's list tells whether
   * there is a job of those files; where that cannot be known they are told as `not_imported`, and that it is not known.
   *
   * The iteration throws InvalidArgumentError for what cannot work or would import a file twice, and for a ledger of
   * something else; LedgerUnusableError where the ledger cannot be read or written, or another process has it; and
   * NotFoundError for an unknown collection.
   */
  importMany(options: ImportManyOptions): JobEvents {
    const { settings, many, follow } = importManySettings(options);
    return this.#events(follow, (limits, requestTimeout) =>
      this.#native.importMany(settings, many, limits, requestTimeout),
    );
  }

  #events(
    { signal, requestTimeout, onOutage, ...follow }: WatchOptions,
    start: (follow: Given, requestTimeout: number | null | undefined) => Outcome<WatchMany>,
  ): JobEvents {
    const jobs = valueOf(() => start(follow as Given, requestTimeout));
    return this.#ending(new JobEvents(jobs, { signal, onOutage }));
  }

  /** The same, which ends with this client. */
  #ending<T extends Followed<unknown>>(followed: T): T {
    this.#watches.add(followed);
    return followed;
  }

  /**
   * Closes the connections, and ends what would keep some open: whoever still follows a job gets a CallCancelledError.
   * Other calls under way go on to their end, and later calls make new connections.
   */
  close(): void {
    for (const watch of this.#watches.taken()) {
      watch.close();
    }
    guarded(() => this.#native.close());
  }

  /** What `console.log` shows: nothing that may be secret. */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    return `Client ${inspect({ uri: this.uri, api: this.api }, options)}`;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }
}

/** The client of the drop-in. `credentialsInUri`: `user:password@` in the address is the token, and not refused. */
export const DropInClient = Client as new (options: ClientOptions, credentialsInUri: true) => Client;
