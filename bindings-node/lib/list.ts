import { ask } from './calls.js';
import { type ImportJob, JobList } from './jobs.js';
import type { NativeClient } from './native.js';
import { type CallOptions, given, type Kind } from './options.js';
import { result } from './replies.js';

/** Which jobs to list. */
export interface ListImportJobsOptions {
  /** Only jobs of this collection (Milvus; Zilliz Cloud does not document it). */
  collectionName?: string | null | undefined;
  /** Jobs a page, 1 to 100 (Zilliz Cloud; zilliz-v1: 5 to 100). */
  pageSize?: number | null | undefined;
  /** The page to start with, from 1 (Zilliz Cloud). */
  currentPage?: number | null | undefined;
}

export const LIST_OPTIONS: Record<keyof ListImportJobsOptions, Kind> = {
  collectionName: 'text',
  pageSize: 'number',
  currentPage: 'number',
};

/** The jobs of a list, fetched page by page as they are needed: `for await (const job of client.listImportJobs()) …`. */
export class JobListing implements AsyncIterable<ImportJob> {
  readonly #client: NativeClient;
  readonly #asked: ListImportJobsOptions;
  readonly #signal: AbortSignal | undefined;

  /** @internal */
  constructor(client: NativeClient, options: (ListImportJobsOptions & CallOptions) | undefined) {
    const { signal, ...asked } = given<ListImportJobsOptions & CallOptions>('listImportJobs', options, {
      ...LIST_OPTIONS,
      signal: 'signal',
    });
    this.#client = client;
    this.#asked = asked;
    this.#signal = signal ?? undefined;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ImportJob, void, undefined> {
    for await (const page of this.pages()) {
      yield* page.jobs;
    }
  }

  /** The same list as pages; one page holds everything on Milvus. */
  async *pages(): AsyncGenerator<JobList, void, undefined> {
    let asked: ListImportJobsOptions | null = this.#asked;
    while (asked !== null) {
      const options = { ...asked } as Parameters<NativeClient['listImportJobs']>[1];
      const { row, answer } = result(await ask((mail) => this.#client.listImportJobs(mail, options), this.#signal));
      yield new JobList(row, answer);
      asked = row[4] as ListImportJobsOptions | null;
    }
  }
}
