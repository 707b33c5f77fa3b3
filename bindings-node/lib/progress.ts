import { FileProgressFields, ImportProgressFields, type Row, type Texts } from './generated/fields.js';
import { type Answer, native } from './native.js';
import { given } from './options.js';
import { guarded, valueOf } from './replies.js';

/**
 * How far one file of a job is. `null` means that the server did not say. Rows are counted in rows, sizes in bytes.
 * Counts above 2^53 are rounded, as everywhere in JavaScript; `ImportProgress.toText` has them exactly.
 */
export class FileProgress extends FileProgressFields {
  /** @internal */
  constructor(cells: Float64Array, texts: Texts, at: number) {
    super(cells, texts, at);
    Object.freeze(this);
  }
}

/**
 * How far one job is, as one answer of the server says. `null` means that the server did not say. Rows are counted in
 * rows, sizes in bytes, progress in percent; times are RFC 3339 text as the server sent it. Counts above 2^53 are
 * rounded, as everywhere in JavaScript; `toText` has them exactly.
 */
export class ImportProgress extends ImportProgressFields {
  readonly #answer: Answer;
  #details: readonly FileProgress[] | undefined;

  /** @internal */
  constructor(row: Row, answer: Answer) {
    super(row);
    this.#answer = answer;
    Object.freeze(this);
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
    const files = new Array<FileProgress>(cells.length / FileProgress.cells);
    for (let file = 0; file < files.length; file++) {
      files[file] = new FileProgress(cells, known, file * FileProgress.cells);
    }
    return Object.freeze(files);
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
