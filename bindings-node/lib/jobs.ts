import type { JobState } from './names.js';
import { type Answer, native } from './native.js';
import type { Row } from './progress.js';
import { guarded, valueOf } from './replies.js';

/** One job of a list. `null` means that the server did not say. */
export class ImportJob {
  /** The job's id, as text. */
  readonly jobId: string;
  /** The collection that the rows go to. */
  readonly collectionName: string | null;
  /** The job's state. */
  readonly state: JobState;
  /** The state as the server wrote it. */
  readonly rawState: string | null;
  /** Percentage 0 to 100; `null` where the list has none (Zilliz Cloud). */
  readonly progress: number | null;
  /** The number as the server wrote it. */
  readonly rawProgress: string | null;
  /** Why the job failed. */
  readonly reason: string | null;

  /** @internal */
  constructor(row: Row) {
    this.jobId = row[0] as string;
    this.collectionName = row[1] as string | null;
    this.state = row[2] as JobState;
    this.rawState = row[3] as string | null;
    this.progress = row[4] as number | null;
    this.rawProgress = row[5] as string | null;
    this.reason = row[6] as string | null;
  }
}

/**
 * One page of jobs. Milvus sends all jobs at once, in random order; Zilliz Cloud pages.
 *
 * An empty list is never proof that no job exists: Milvus answers so when its coordinator cannot be reached, and leaves
 * out what the caller may not see.
 */
export class JobList {
  /** The jobs, in the server's order. */
  readonly jobs: readonly ImportJob[];
  /** How many jobs there are on all pages. */
  readonly count: number | null;
  /** The number of this page, from 1. */
  readonly currentPage: number | null;
  /** How many jobs a page holds. */
  readonly pageSize: number | null;
  readonly #answer: Answer;

  /** @internal */
  constructor(row: Row, answer: Answer) {
    this.jobs = (row[0] as Row[]).map((job) => new ImportJob(job));
    this.count = row[1] as number | null;
    this.currentPage = row[2] as number | null;
    this.pageSize = row[3] as number | null;
    this.#answer = answer;
  }

  /** The server's whole answer, unchanged: UTF-8 JSON. A copy at every look. */
  get raw(): Buffer {
    return guarded(() => native.body(this.#answer));
  }

  /** The page as JSON text with the names of every other language (`job_id`), every integer exactly. */
  toText(): string {
    return valueOf(() => native.normalized(this.#answer, true));
  }
}

/** What `bulkImport` made: one job, on Milvus 2.1 perhaps several. */
export class CreatedJob {
  /** The job's id, as text: the first of `jobIds`. */
  readonly jobId: string;
  /** The ids of all jobs that the call made. More than one only on Milvus 2.1, which makes a job of each file. */
  readonly jobIds: readonly string[];
  readonly #answer: Answer;

  /** @internal */
  constructor(row: Row, answer: Answer) {
    this.jobId = row[0] as string;
    this.jobIds = row[1] as string[];
    this.#answer = answer;
  }

  /** The server's whole answer, unchanged: UTF-8 JSON. A copy at every look. */
  get raw(): Buffer {
    return guarded(() => native.body(this.#answer));
  }

  /** The job as JSON text with the names of every other language (`job_id`). */
  toText(): string {
    return valueOf(() => native.normalized(this.#answer, true));
  }
}
