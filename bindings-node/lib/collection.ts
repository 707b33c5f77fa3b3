import {
  CollectionDescriptionFields,
  CollectionFieldFields,
  CollectionFunctionFields,
  CollectionStructFields,
  type Row,
} from './generated/fields.js';
import { type Answer, native } from './native.js';
import { guarded, valueOf } from './replies.js';

/** One field of a collection or of a struct. `null` means that the server did not say. */
export class CollectionField extends CollectionFieldFields {
  /** @internal */
  constructor(row: Row) {
    super(row);
    Object.freeze(this.params);
    Object.freeze(this);
  }
}

/** An array of structs (Milvus 3.0; 2.6 has them and does not show them). */
export class CollectionStruct extends CollectionStructFields {
  /** The fields of each struct. */
  readonly fields: readonly CollectionField[];

  /** @internal */
  constructor(row: Row) {
    super(row);
    this.fields = made(row[1], CollectionField);
    Object.freeze(this);
  }
}

/** What the server computes fields with (Milvus 2.5 and later). */
export class CollectionFunction extends CollectionFunctionFields {
  /** @internal */
  constructor(row: Row) {
    super(row);
    for (const part of [this.inputFieldNames, this.outputFieldNames, this.params, this]) Object.freeze(part);
  }
}

/**
 * What a collection holds, as one answer of the server says.
 *
 * Servers add members from release to release, so `null` tells a release too: without `nullable` it is Milvus 2.4 or
 * older, with `structFields` 3.0 or later.
 */
export class CollectionDescription extends CollectionDescriptionFields {
  /** The fields, in the server's order; those of structs stand in `structFields`. */
  readonly fields: readonly CollectionField[];
  /** The arrays of structs, each with its own fields. `null` before Milvus 3.0, which shows none. */
  readonly structFields: readonly CollectionStruct[] | null;
  /** What the server computes fields with. `null` before Milvus 2.5, which has none. */
  readonly functions: readonly CollectionFunction[] | null;
  readonly #answer: Answer;

  /** @internal */
  constructor(row: Row, answer: Answer) {
    super(row);
    this.fields = made(row[5], CollectionField);
    this.structFields = row[6] === null ? null : made(row[6], CollectionStruct);
    this.functions = row[7] === null ? null : made(row[7], CollectionFunction);
    this.#answer = answer;
    Object.freeze(this.properties);
    Object.freeze(this);
  }

  /**
   * The server's whole answer, unchanged: UTF-8 JSON. A copy at every look. In a file it is a schema that
   * `milvus-import check` checks files against.
   */
  get raw(): Buffer {
    return guarded(() => native.body(this.#answer));
  }

  /** The description as JSON text with the names of every other language (`collection_name`). */
  toText(): string {
    return valueOf(() => native.normalized(this.#answer, true));
  }
}

/** A list of results from rows of them. */
function made<T>(rows: unknown, kind: new (row: Row) => T): readonly T[] {
  return Object.freeze((rows as Row[]).map((row) => new kind(row)));
}
