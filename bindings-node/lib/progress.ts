import type { JobState, Phase } from './names.js';
import { type Answer, native } from './native.js';
import { given } from './options.js';
import { guarded, valueOf } from './replies.js';

/** A result as the native part hands it over: the values of its fields, in the order of the fields here. */
export type Row = readonly unknown[];

/** The texts of a table of files, the first of which is `null`; cells have their places. */
type Texts = readonly (string | null)[];

/** Cells of a file, in the order of the fields of `FileProgress`. */
const CELLS = 11;

const numberOf = (cell: number) => (Number.isNaN(cell) ? null : cell);

/**
 * How far one file of a job is. `null` means that the server did not say. Rows are counted in rows, sizes in bytes.
 * Counts above 2^53 are rounded, as everywhere in JavaScript; `ImportProgress.toText` has them exactly.
 */
export class FileProgress {
  /** The file or set of files. Opaque text: `[a.parquet]`, `[a.npy b.npy]` or `id:… paths:"…"`. */
  readonly fileName: string | null;
  /** The file's state. */
  readonly state: JobState;
  /** The state as the server wrote it. */
  readonly rawState: string | null;
  /** Percentage 0 to 100, rounded down. */
  readonly progress: number;
  /** The number as the server wrote it, in the API's own unit. */
  readonly rawProgress: string | null;
  /** Rows written so far. */
  readonly importedRows: number | null;
  /** Rows found in the file. */
  readonly totalRows: number | null;
  /** Bytes of the file. */
  readonly fileSize: number | null;
  /** Why the file failed. */
  readonly reason: string | null;
  /** When work on the file began. */
  readonly createTime: string | null;
  /** When the file was complete. */
  readonly completeTime: string | null;

  /** @internal Of the cells from `at` on. */
  constructor(cells: Float64Array, texts: Texts, at: number) {
    const cell = (column: number) => cells[at + column] as number;
    const text = (column: number) => texts[cell(column)] as string | null;
    this.fileName = text(0);
    this.state = text(1) as JobState;
    this.rawState = text(2);
    this.progress = cell(3);
    this.rawProgress = text(4);
    this.importedRows = numberOf(cell(5));
    this.totalRows = numberOf(cell(6));
    this.fileSize = numberOf(cell(7));
    this.reason = text(8);
    this.createTime = text(9);
    this.completeTime = text(10);
  }
}

/**
 * How far one job is, as one answer of the server says. `null` means that the server did not say. Rows are counted in
 * rows, sizes in bytes, progress in percent; times are RFC 3339 text as the server sent it. Counts above 2^53 are
 * rounded, as everywhere in JavaScript; `toText` has them exactly.
 */
export class ImportProgress {
  /** The job's id. Text, because ids are UUIDs, `job-…` or integers above 2^53. */
  readonly jobId: string;
  /** The collection that the rows go to. */
  readonly collectionName: string | null;
  /** The partition that the rows go to (milvus-2.3). */
  readonly partitionName: string | null;
  /** The file or folder of the job (Zilliz Cloud, milvus-2.3). */
  readonly fileName: string | null;
  /** The kind of job, `IMPORT` for one (Zilliz Cloud's describe-job). */
  readonly jobType: string | null;
  /** The job's state. */
  readonly state: JobState;
  /** The state as the server wrote it; `null` on zilliz-v1, which has no state. */
  readonly rawState: string | null;
  /** Percentage 0 to 100, rounded down: 100 only when it is. Not monotonic: a failed job is at 0. */
  readonly progress: number;
  /**
   * The number as the server wrote it, in the API's own unit (zilliz-v1: 0 to 1). Text, since it may be beyond what a
   * number holds: `-9223372036854775728` while indexes are built.
   */
  readonly rawProgress: string | null;
  /** What the server is doing. */
  readonly phase: Phase;
  /** Rows written so far. On a Failed job Milvus says 0 of 0, whatever had been written. */
  readonly importedRows: number | null;
  /** Rows found in the files; 0 until they have been counted, which is at 40 %, and again once the job has Failed. */
  readonly totalRows: number | null;
  /** Bytes of all files. */
  readonly fileSize: number | null;
  /** Why the job failed. May be missing even then. */
  readonly reason: string | null;
  /**
   * Whether the job Failed of a passing fault of the storage, the network or a node, so that the same files usually import
   * when they are started again. Told from the failure text. Nothing is started again by itself.
   */
  readonly retryableFailure: boolean;
  /** When the job was created (Milvus 2.6.5 and later, Zilliz's describe-job). */
  readonly createTime: string | null;
  /** When the job completed. Milvus leaves it empty on a failed job and on one of 0 rows. */
  readonly completeTime: string | null;
  /** Whether the job will not change any more. */
  readonly terminal: boolean;
  /** Whether the job is Completed. */
  readonly success: boolean;
  readonly #answer: Answer;
  #details: readonly FileProgress[] | undefined;

  /** @internal */
  constructor(row: Row, answer: Answer) {
    this.jobId = row[0] as string;
    this.collectionName = row[1] as string | null;
    this.partitionName = row[2] as string | null;
    this.fileName = row[3] as string | null;
    this.jobType = row[4] as string | null;
    this.state = row[5] as JobState;
    this.rawState = row[6] as string | null;
    this.progress = row[7] as number;
    this.rawProgress = row[8] as string | null;
    this.phase = row[9] as Phase;
    this.importedRows = row[10] as number | null;
    this.totalRows = row[11] as number | null;
    this.fileSize = row[12] as number | null;
    this.reason = row[13] as string | null;
    this.retryableFailure = row[14] as boolean;
    this.createTime = row[15] as string | null;
    this.completeTime = row[16] as string | null;
    this.terminal = row[17] as boolean;
    this.success = row[18] as boolean;
    this.#answer = answer;
  }

  /**
   * The job's files, sorted by file name. Made at the first look, and kept.
   *
   * @throws UnexpectedResponseError when the server's details are broken JSON, ResponseTooLargeError when they are so many
   * that they would take three times what an answer may have. Everything else is then still good.
   */
  get details(): readonly FileProgress[] {
    this.#details ??= this.#makeDetails();
    return this.#details;
  }

  #makeDetails(): readonly FileProgress[] {
    const { cells, texts } = valueOf(() => native.details(this.#answer));
    const known = JSON.parse(texts) as Texts;
    // A loop, because `Array.from` with a function takes twice as long.
    const files = new Array<FileProgress>(cells.length / CELLS);
    for (let file = 0; file < files.length; file++) {
      files[file] = new FileProgress(cells, known, file * CELLS);
    }
    return files;
  }

  /** The server's whole answer, unchanged: UTF-8 JSON. A copy at every look. */
  get raw(): Buffer {
    return guarded(() => native.body(this.#answer));
  }

  /**
   * The progress as JSON text with the names of every other language (`job_id`), every integer exactly. `details: false`
   * leaves the files out, of which there may be thousands.
   */
  toText(options?: { details?: boolean | null | undefined }): string {
    const { details } = given('toText', options, { details: 'boolean' });
    return valueOf(() => native.normalized(this.#answer, details ?? true));
  }

  /** All of the progress as a plain object: what `JSON.stringify` writes. `{ ...progress }` is the same without files. */
  toJSON(): object {
    return { ...this, details: this.details };
  }
}
