import { CreatedJobFields, ImportJobFields, JobListFields, type Row } from './generated/fields.js';
import { type Answer, native } from './native.js';
import { guarded, valueOf } from './replies.js';

/** One job of a list. `null` means that the server did not say. */
export class ImportJob extends ImportJobFields {
  /** @internal */
  constructor(row: Row) {
    super(row);
    Object.freeze(this);
  }
}

/**
 * One page of jobs. Milvus sends all jobs at once, in random order; Zilliz Cloud pages.
 *
 * An empty list is never proof that no job exists: Milvus answers so when its coordinator cannot be reached, and leaves
 * out what the caller may not see.
 */
export class JobList extends JobListFields {
  /** The jobs, in the server's order. */
  readonly jobs: readonly ImportJob[];
  readonly #answer: Answer;

  /** @internal */
  constructor(row: Row, answer: Answer) {
    super(row);
    this.jobs = Object.freeze((row[0] as Row[]).map((job) => new ImportJob(job)));
    this.#answer = answer;
    Object.freeze(this);
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
export class CreatedJob extends CreatedJobFields {
  readonly #answer: Answer;

  /** @internal */
  constructor(row: Row, answer: Answer) {
    super(row);
    this.#answer = answer;
    Object.freeze(this.jobIds);
    Object.freeze(this);
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
