import { types } from './builtin.js';
import { InvalidArgumentError } from './error_classes.js';
import { REQUEST_OPTIONS, type RequestOptions } from './generated/options.js';
import { isRecord, meant, shown } from './shown.js';

/** What the value of an option is. */
export type Kind =
  | 'id'
  | 'text'
  | 'number'
  | 'milliseconds'
  | 'boolean'
  | 'pem'
  | 'headers'
  | 'groups'
  | 'texts'
  | 'function'
  | 'signal'
  | 'controller';

/** Refuses a value that is not of a kind; `at` says where it stands, such as `files[1][0]`. */
type Check = (value: unknown, at: string) => void;

function refuse(at: string, wanted: string, value: unknown): never {
  throw new InvalidArgumentError(`${at} must be ${wanted}, not ${shown(value)}`);
}

/** A value that `fits` by itself. */
const one =
  (wanted: string, fits: (value: unknown) => boolean): Check =>
  (value, at) =>
    fits(value) || refuse(at, wanted, value);

/** An array, and every element of it; a hole is `undefined`. */
const array =
  (wanted: string, element: Check): Check =>
  (value, at) => {
    const elements: unknown[] = Array.isArray(value) ? Array.from(value) : refuse(at, wanted, value);
    elements.forEach((each, index) => element(each, `${at}[${index}]`));
  };

/** An object, and every member of it. */
const record =
  (wanted: string, member: Check): Check =>
  (value, at) => {
    for (const [name, each] of Object.entries(isRecord(value) ? value : refuse(at, wanted, value))) {
      member(each, /^[\w$]+$/.test(name) ? `${at}.${name}` : `${at}[${JSON.stringify(name)}]`);
    }
  };

const text: Check = (value, at) => {
  const given = typeof value === 'string' ? value : refuse(at, 'a string', value);
  // It would be sent as U+FFFD: as another name than the one that was meant.
  if (!given.isWellFormed()) {
    throw new InvalidArgumentError(`${at} holds half of a surrogate pair, which is no character: pass the whole text`);
  }
};
const isScalar = (value: unknown) => ['string', 'number', 'boolean', 'bigint'].includes(typeof value);
const isText = (value: unknown) => typeof value === 'string';
const isSignal = (value: unknown) => value instanceof AbortSignal;

const CHECKS: Record<Kind, Check> = {
  // Looked at by itself: see jobIdText.
  id: () => {},
  text,
  number: one('a number', (value) => typeof value === 'number'),
  milliseconds: one('a number of milliseconds', (value) => typeof value === 'number'),
  boolean: one('true or false', (value) => typeof value === 'boolean'),
  // Not by its class: a test runner's own world has classes of its own.
  pem: one("the PEM file's content, a string or a Buffer", (value) => isText(value) || types.isUint8Array(value)),
  headers: record('an object of strings', text),
  groups: array(
    "an array of arrays of strings, such as [['a.parquet']]",
    array("an array of strings, such as ['a.parquet']", text),
  ),
  texts: record('an object of strings, numbers and booleans', (value, at) =>
    isText(value) ? text(value, at) : one('a string, a number, a boolean or a bigint', isScalar)(value, at),
  ),
  function: one('a function', (value) => typeof value === 'function'),
  signal: one('an AbortSignal', isSignal),
  controller: one('an AbortController', (value) => isSignal((value as AbortController).signal)),
};

/**
 * The options that are given, in an object of their own: the caller's is never changed. `undefined` and `null` are not
 * given.
 *
 * @throws InvalidArgumentError for a name that is not `known`, and for a value of another kind.
 */
export function given<T extends object>(of: string, options: T | null | undefined, known: Record<keyof T, Kind>): T {
  const found: Record<string, unknown> = {};
  if (options === undefined || options === null) {
    return found as T;
  }
  let at = `the options of ${of}`;
  try {
    if (!isRecord(options)) {
      throw new InvalidArgumentError(`${of} takes its options as an object, not ${shown(options)}`);
    }
    for (const [name, value] of Object.entries(options)) {
      at = name;
      if (!Object.hasOwn(known, name)) {
        throw new InvalidArgumentError(`${of} has no option ${name}${hint(name, Object.keys(known))}`);
      }
      if (value !== undefined && value !== null) {
        CHECKS[known[name as keyof T]](value, name);
        found[name] = value;
      }
    }
  } catch (cause) {
    // A getter's error, or a proxy's.
    throw cause instanceof InvalidArgumentError ? cause : new InvalidArgumentError(`${at} cannot be read`, { cause });
  }
  return found as T;
}

function hint(name: string, known: readonly string[]): string {
  const likely = meant(name, known);
  return likely === undefined ? `: it has ${known.join(', ')}` : `: did you mean ${likely}?`;
}

/** A job's id: text, or a bigint. Ids of Milvus are integers above 2^53, which a number cannot hold. */
export type JobId = string | bigint;

/** The id as text. A number is only taken where it is certain that it has lost nothing. */
export function jobIdText(jobId: JobId | number, at = 'jobId'): string {
  if (typeof jobId === 'bigint' || Number.isSafeInteger(jobId)) {
    return jobId.toString();
  }
  if (typeof jobId === 'number') {
    throw new InvalidArgumentError(
      `${at} is the number ${jobId}: pass the id as a string or a bigint, since numbers above 2^53 lose digits`,
    );
  }
  if (typeof jobId !== 'string') {
    refuse(at, 'a string or a bigint', jobId);
  }
  text(jobId, at);
  return jobId;
}

/** The ids as texts. A single id is an iterable of its characters, and not taken for one of ids. */
export function jobIdTexts(jobIds: Iterable<JobId>): string[] {
  const wanted = 'an array of ids, or something else to iterate over';
  if (typeof jobIds === 'string') {
    refuse('jobIds', `${wanted}, such as [jobId]`, jobIds);
  }
  let ids: JobId[];
  try {
    ids = typeof jobIds?.[Symbol.iterator] === 'function' ? Array.from(jobIds) : refuse('jobIds', wanted, jobIds);
  } catch (cause) {
    // An error of the caller's iterator, or a proxy's.
    throw cause instanceof InvalidArgumentError ? cause : new InvalidArgumentError('jobIds cannot be read', { cause });
  }
  return ids.map((jobId, at) => jobIdText(jobId, `jobIds[${at}]`));
}

/** A text, given by itself. */
export function textOf(value: string, at: string): string {
  text(value, at);
  return value;
}

/** The name of a collection, given by itself. */
export function collectionText(collectionName: string): string {
  return textOf(collectionName, 'collectionName');
}

/** What every call takes. */
export interface CallOptions extends RequestOptions {
  /** Ends the call: its request is closed, and it fails with a CallCancelledError. */
  signal?: AbortSignal | null | undefined;
}

export const CALL_OPTIONS: Record<keyof CallOptions, Kind> = { signal: 'signal', ...REQUEST_OPTIONS };

/** The options of a call that takes no others, as its parts take them. */
export function callOf(of: string, options: CallOptions | undefined) {
  const { signal, requestTimeout } = given<CallOptions>(of, options, CALL_OPTIONS);
  return { signal: signal ?? undefined, requestTimeout };
}
