import { ask } from './calls.js';
import { type ImportJob, JobList } from './jobs.js';
import { type Given, native, type NativeClient } from './native.js';
import { LIST_OPTIONS, type ListImportJobsOptions } from './generated/options.js';
import { CALL_OPTIONS, type CallOptions, given } from './options.js';
import { opened, type Result, valueOf } from './replies.js';

/** The jobs of a list, fetched page by page as they are needed: `for await (const job of client.listImportJobs()) …`. */
export class JobListing implements AsyncIterable<ImportJob> {
  readonly #client: NativeClient;
  readonly #asked: ListImportJobsOptions;
  readonly #signal: AbortSignal | undefined;
  readonly #requestTimeout: number | null | undefined;

  /** @internal */
  constructor(client: NativeClient, options: (ListImportJobsOptions & CallOptions) | undefined) {
    const { signal, requestTimeout, ...asked } = given<ListImportJobsOptions & CallOptions>('listImportJobs', options, {
      ...LIST_OPTIONS,
      ...CALL_OPTIONS,
    });
    this.#client = client;
    this.#asked = asked;
    this.#signal = signal ?? undefined;
    this.#requestTimeout = requestTimeout;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ImportJob, void, undefined> {
    for await (const page of this.pages()) {
      yield* page.jobs;
    }
  }

  /**
   * The same list as pages; one page holds everything on Milvus. It ends after a page that brings no new job, whatever
   * number of jobs the server promises.
   */
  async *pages(): AsyncGenerator<JobList, void, undefined> {
    const pages = valueOf(() => native.Pages.make(this.#asked as Given));
    const next = () => ask((mail) => this.#client.listImportJobs(mail, pages, this.#requestTimeout), this.#signal);
    for (let page: Result | null; (page = opened(await next())) !== null;) {
      yield new JobList(page.row, page.answer);
    }
  }
}
