import { InvalidArgumentError } from './error_classes.js';

/** What the value of an option is. */
export type Kind =
  'id' | 'text' | 'number' | 'boolean' | 'pem' | 'headers' | 'groups' | 'texts' | 'function' | 'signal';

const CHECKS: Record<Kind, { wanted: string; fits: (value: unknown) => boolean }> = {
  // Looked at by itself: see jobIdText.
  id: { wanted: 'an id', fits: () => true },
  text: { wanted: 'a string', fits: (value) => typeof value === 'string' },
  number: { wanted: 'a number', fits: (value) => typeof value === 'number' },
  boolean: { wanted: 'true or false', fits: (value) => typeof value === 'boolean' },
  pem: {
    wanted: "the PEM file's content, a string or a Buffer",
    fits: (value) => typeof value === 'string' || value instanceof Uint8Array,
  },
  headers: {
    wanted: 'an object of strings',
    fits: (value) => isObject(value) && Object.values(value).every((text) => typeof text === 'string'),
  },
  groups: {
    wanted: "an array of arrays of strings, such as [['a.parquet']]",
    fits: (value) => Array.isArray(value) && value.every(isTexts),
  },
  texts: {
    wanted: 'an object of strings, numbers and booleans',
    fits: (value) => isObject(value) && Object.values(value).every(isScalar),
  },
  function: { wanted: 'a function', fits: (value) => typeof value === 'function' },
  signal: { wanted: 'an AbortSignal', fits: (value) => value instanceof AbortSignal },
};

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isTexts = (value: unknown) => Array.isArray(value) && value.every((text) => typeof text === 'string');
const isScalar = (value: unknown) => ['string', 'number', 'boolean', 'bigint'].includes(typeof value);

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
  if (!isObject(options)) {
    throw new InvalidArgumentError(`${of} takes its options as an object, not ${shown(options)}`);
  }
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(known, name)) {
      throw new InvalidArgumentError(`${of} has no option ${name}${meant(name, Object.keys(known))}`);
    }
    if (value === undefined || value === null) {
      continue;
    }
    const { wanted, fits } = CHECKS[known[name as keyof T]];
    if (!fits(value)) {
      throw new InvalidArgumentError(`${name} must be ${wanted}, not ${shown(value)}`);
    }
    found[name] = value;
  }
  return found as T;
}

/** What a value is, for a message: never the value itself, which may be a secret. */
function shown(value: unknown): string {
  return Array.isArray(value) ? 'an array of something else' : isObject(value) ? 'another object' : typeof value;
}

function meant(name: string, known: string[]): string {
  const plain = (text: string) => text.replaceAll(/[_-]/g, '').toLowerCase();
  const same = known.find((other) => plain(other) === plain(name));
  return same === undefined ? `: it has ${known.join(', ')}` : `: use ${same}`;
}

/** A job's id: text, or a bigint. Ids of Milvus are integers above 2^53, which a number cannot hold. */
export type JobId = string | bigint;

/** The id as text. A number is only taken where it is certain that it has lost nothing. */
export function jobIdText(jobId: JobId | number): string {
  if (typeof jobId === 'string') {
    return jobId;
  }
  if (typeof jobId === 'bigint' || Number.isSafeInteger(jobId)) {
    return jobId.toString();
  }
  if (typeof jobId === 'number') {
    throw new InvalidArgumentError(
      `jobId is the number ${jobId}, and numbers above 2^53 lose digits: pass the id as a string or a bigint`,
    );
  }
  throw new InvalidArgumentError(`jobId must be a string or a bigint, not ${shown(jobId)}`);
}

/** What every call takes. */
export interface CallOptions {
  /** Ends the call: its request is closed, and it fails with a CallCancelledError. */
  signal?: AbortSignal | null | undefined;
}

/** The signal of a call that takes nothing else. */
export function signalOf(of: string, options: CallOptions | undefined): AbortSignal | undefined {
  return options === undefined ? undefined : (given(of, options, { signal: 'signal' }).signal ?? undefined);
}
