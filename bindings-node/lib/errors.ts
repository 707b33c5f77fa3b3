import type { Operation } from './names.js';
import type { ImportProgress } from './progress.js';

/** What kind of failure an error is: the same names in every language. */
export const ERROR_CODES = [
  'InvalidArgument',
  'Unsupported',
  'Unauthenticated',
  'PermissionDenied',
  'JobNotFound',
  'NotFound',
  'Busy',
  'Unavailable',
  'Timeout',
  'ServerError',
  'Connect',
  'Tls',
  'Redirected',
  'UnexpectedResponse',
  'ResponseTooLarge',
  'ImportFailed',
  'Stalled',
  'Vanished',
  'Cancelled',
  'Internal',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** What an error says besides its message; everything is optional. */
export interface ErrorFacts {
  /** The whole line: the message, and in brackets where. */
  text?: string | null;
  operation?: Operation | null;
  url?: string | null;
  httpStatus?: number | null;
  serverCode?: number | null;
  serverMessage?: string | null;
  bodyStart?: string | null;
  retryable?: boolean;
  attempts?: number;
  retryAfter?: number | null;
  jobId?: string | null;
  progress?: ImportProgress | null;
  cause?: unknown;
}

/**
 * Why a call failed. There is one subclass for each code. `message` is what happened, with the server's own words where
 * there are any; the stack and `toString` add the operation, the address and what the server answered. `cause` is the
 * fault behind it, such as that of the last look for a wait that ended during an outage.
 */
export abstract class ImportJobError extends Error {
  /** What kind of failure this is. */
  abstract readonly code: ErrorCode;
  /** The operation that failed, once a call was made. */
  readonly operation: Operation | null;
  /** The address that was called, without credentials. */
  readonly url: string | null;
  /** The HTTP status, where there was an answer. */
  readonly httpStatus: number | null;
  /** The server's own code. Servers reuse numbers across causes and versions: decide on `code`. */
  readonly serverCode: number | null;
  /** The server's own message, unchanged. */
  readonly serverMessage: string | null;
  /** The first bytes of an answer that could not be understood. */
  readonly bodyStart: string | null;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;
  /** How many times the request was sent. */
  readonly attempts: number;
  /** How long the server asked callers to wait, in milliseconds. */
  readonly retryAfter: number | null;
  /** The id of a job that a `bulkImport` may have made, where the answer named one although it was no success. */
  readonly jobId: string | null;
  /** The job's last known progress, for errors of a followed job. */
  readonly progress: ImportProgress | null;
  readonly #text: string;

  constructor(message: string, facts: ErrorFacts = {}) {
    const text = facts.text ?? message;
    super(text, facts.cause === undefined ? undefined : { cause: facts.cause });
    // V8 writes the stack at the first look at it, which is to begin with the whole line.
    void this.stack;
    this.message = message;
    this.#text = text;
    this.operation = facts.operation ?? null;
    this.url = facts.url ?? null;
    this.httpStatus = facts.httpStatus ?? null;
    this.serverCode = facts.serverCode ?? null;
    this.serverMessage = facts.serverMessage ?? null;
    this.bodyStart = facts.bodyStart ?? null;
    this.retryable = facts.retryable ?? false;
    this.attempts = facts.attempts ?? 0;
    this.retryAfter = facts.retryAfter ?? null;
    this.jobId = facts.jobId ?? null;
    this.progress = facts.progress ?? null;
  }

  override toString(): string {
    return `${this.name}: ${this.#text}`;
  }
}
