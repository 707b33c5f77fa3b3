import { types } from './builtin.js';
import { ask } from './calls.js';
import { CollectionDescription } from './collection.js';
import { InvalidArgumentError } from './error_classes.js';
import { Explanation } from './explanation.js';
import { native } from './native.js';
import { given, type Kind, textOf } from './options.js';
import { letterOf, valueOf } from './replies.js';
import { isRecord, shown } from './shown.js';

/** Which rules hold, and what is looked at. */
export interface CheckRules {
  /** The release of Milvus whose rules hold, such as `2.5.27`; otherwise those that the description may come from. */
  server?: string | null | undefined;
  /** `all` rows, or those at both `ends` of a file above 64 MiB and all of others, as it is otherwise. */
  rows?: 'ends' | 'all' | null | undefined;
  /** The option of the import that is to follow, for CSV files. */
  sep?: string | null | undefined;
  /** The same. */
  nullkey?: string | null | undefined;
}

export const RULES = { server: 'text', rows: 'text', sep: 'text', nullkey: 'text' } as const satisfies Record<
  keyof CheckRules,
  Kind
>;

/** How files are checked. */
export interface CheckOptions extends CheckRules {
  /** Ends the wait for the report, with a CallCancelledError. */
  signal?: AbortSignal | null | undefined;
}

/** A description, or what was saved of one: its `raw`, as text, an object or the path of a file. */
export type SavedSchema = CollectionDescription | Uint8Array | string | object;

/** Files of this machine, and lists of those that the server reads together. */
export type CheckedFiles = readonly (string | readonly string[])[];

/** One thing that was found in a file: its first place, and how often it is there. */
export interface Finding {
  /** `error`: the server refuses it. `warning`: it loses or alters data, or some releases refuse it. */
  readonly severity: 'error' | 'warning' | 'note';
  /** The rule's name, such as `parquet.type`. */
  readonly rule: string;
  /** The file; empty for all of them together. */
  readonly file: string;
  /** The field, or the column of the file. */
  readonly field: string | null;
  /** The first row, from 0 on. */
  readonly row: number | null;
  /** How many rows or places there are among those that were looked at. */
  readonly count: number;
  /** What is wrong and what to do. */
  readonly message: string;
  /** What a server says, with `%s` for what differs; empty if it says nothing. */
  readonly serverText: string;
  /** The first release of Milvus that does not take it. */
  readonly since: string | null;
  /** The last one that does not; `null` if later ones do not either. */
  readonly until: string | null;
  /** All of it in one line, as `milvus-import check` prints it. */
  readonly text: string;
}

/** What was looked at in a file. */
export interface Looked {
  /** The file. */
  readonly file: string;
  /** How many rows. */
  readonly seen: number;
  /** How many rows it has, where that is known. */
  readonly rows: number | null;
  /** `footer and 200 of 2,300,000 rows of books.parquet` */
  readonly text: string;
}

/** What a check found, and what it looked at. */
export class CheckReport {
  /** What was found, file by file. */
  readonly findings: readonly Finding[];
  /** The files that could be read. */
  readonly looked: readonly Looked[];

  /** @internal */
  constructor(text: string) {
    const { findings, looked } = JSON.parse(text) as {
      findings: (Omit<Finding, 'serverText'> & { server_text: string })[];
      looked: Looked[];
    };
    const ours = findings.map(({ server_text: serverText, ...finding }) => ({ ...finding, serverText }));
    this.findings = Object.freeze(ours.map((finding) => Object.freeze(finding)));
    this.looked = Object.freeze(looked.map((one) => Object.freeze(one)));
    Object.freeze(this);
  }

  /** Whether nothing was found that the server refuses. It does not say that the import will succeed. */
  get ok(): boolean {
    return this.findings.every(({ severity }) => severity !== 'error');
  }

  /** A line for each finding. */
  toString(): string {
    return this.findings.map(({ text }) => text).join('\n');
  }
}

/**
 * Checks files of this machine against a collection's schema: what each release would refuse, lose or alter. No server is
 * asked, and the files are read beside the main thread. All NumPy files that stand alone are one set together.
 *
 * @throws InvalidArgumentError when the schema cannot be read, or an argument is of another kind. What is wrong with a file
 * is a finding.
 */
export async function check(
  schema: SavedSchema,
  files: CheckedFiles,
  options?: CheckOptions | null,
): Promise<CheckReport> {
  const { signal, ...rules } = given<CheckOptions>('check', options, { ...RULES, signal: 'signal' });
  const [saved, [alone, sets]] = [read('schema', () => schemaText(schema)), read('files', () => parted(files))];
  const start = (mail: Parameters<typeof native.check>[0]) =>
    native.check(mail, saved, alone, sets, rules as Parameters<typeof native.check>[4]);
  return new CheckReport(letterOf(await ask(start, signal ?? undefined)).text);
}

/** What an argument says. A getter's error, a proxy's, or a circle is one of the argument. */
function read<T>(name: string, text: () => T): T {
  try {
    return text();
  } catch (cause) {
    throw cause instanceof InvalidArgumentError ? cause : new InvalidArgumentError(`${name} cannot be read`, { cause });
  }
}

function schemaText(schema: SavedSchema): string {
  if (schema instanceof CollectionDescription) {
    return schema.raw.toString();
  }
  if (types.isUint8Array(schema)) {
    return Buffer.from(schema.buffer, schema.byteOffset, schema.byteLength).toString();
  }
  if (isRecord(schema)) {
    return JSON.stringify(schema);
  }
  return textOf(schema as string, 'schema');
}

/** Files that stand alone, and lists of those that do not. */
function parted(files: CheckedFiles): [string[], string[][]] {
  const wanted = 'must be an array of paths, or of arrays of them';
  if (!Array.isArray(files)) {
    throw new InvalidArgumentError(`files ${wanted}, not ${shown(files)}`);
  }
  const alone: string[] = [];
  const sets: string[][] = [];
  files.forEach((file: string | readonly string[], at) => {
    if (Array.isArray(file)) {
      sets.push(file.map((path, place) => textOf(path, `files[${at}][${place}]`)));
    } else {
      alone.push(textOf(file as string, `files[${at}]`));
    }
  });
  return [alone, sets];
}

/**
 * Explains the reason that a server gave for a failed job, or a percentage at which one stands (`80 %`). `null` if it is
 * not known. An ImportFailedError has its own as `explanation`.
 */
export function explain(reason: string): Explanation | null {
  const asked = textOf(reason, 'reason');
  const found = valueOf(() => native.explain(asked));
  return found ? new Explanation(found) : null;
}
