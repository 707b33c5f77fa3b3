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
  operation?: Operation | null;
  url?: string | null;
  status?: number | null;
  serverCode?: number | null;
  serverMessage?: string | null;
  bodyStart?: string | null;
  retryable?: boolean;
  attempts?: number;
  retryAfter?: number | null;
  progress?: ImportProgress | null;
  cause?: unknown;
}

/** Why a call failed. There is one subclass for each code. */
export abstract class ImportJobError extends Error {
  /** What kind of failure this is. */
  abstract readonly code: ErrorCode;
  /** The operation that failed, once a call was made. */
  readonly operation: Operation | null;
  /** The address that was called, without credentials. */
  readonly url: string | null;
  /** The HTTP status, where there was an answer. */
  readonly status: number | null;
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
  /** The job's last known progress, for errors of a followed job. */
  readonly progress: ImportProgress | null;

  constructor(message: string, facts: ErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.operation = facts.operation ?? null;
    this.url = facts.url ?? null;
    this.status = facts.status ?? null;
    this.serverCode = facts.serverCode ?? null;
    this.serverMessage = facts.serverMessage ?? null;
    this.bodyStart = facts.bodyStart ?? null;
    this.retryable = facts.retryable ?? false;
    this.attempts = facts.attempts ?? 0;
    this.retryAfter = facts.retryAfter ?? null;
    this.progress = facts.progress ?? null;
  }
}
