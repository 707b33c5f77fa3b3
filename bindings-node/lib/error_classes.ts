import { type ErrorCode, type ErrorFacts, ImportJobError } from './errors.js';

/** An argument was refused, here or by the server; sending it again cannot help. */
export class InvalidArgumentError extends ImportJobError {
  override readonly code = 'InvalidArgument';
}

/** The server, its version or its API generation has no such operation. */
export class UnsupportedError extends ImportJobError {
  override readonly code = 'Unsupported';
}

/** The token is missing or wrong. */
export class UnauthenticatedError extends ImportJobError {
  override readonly code = 'Unauthenticated';
}

/** The token is good, but not for this. */
export class PermissionDeniedError extends ImportJobError {
  override readonly code = 'PermissionDenied';
}

/** The server knows no such import job (any more: finished jobs are forgotten after 3 to 48 hours). */
export class JobNotFoundError extends ImportJobError {
  override readonly code = 'JobNotFound';
}

/** The collection, database or cluster does not exist. */
export class NotFoundError extends ImportJobError {
  override readonly code = 'NotFound';
}

/** Rate limit or too many jobs: wait and try again. */
export class BusyError extends ImportJobError {
  override readonly code = 'Busy';
}

/** The server is starting, or a part of it cannot be reached. */
export class UnavailableError extends ImportJobError {
  override readonly code = 'Unavailable';
}

/** No answer within the time limit, the server's or ours; or a wait's deadline passed. */
export class ImportTimeoutError extends ImportJobError {
  override readonly code = 'Timeout';
}

/** Any other failure that the server reported. */
export class ServerError extends ImportJobError {
  override readonly code = 'ServerError';
}

/** No connection could be made, or it broke before the answer was complete. */
export class ConnectError extends ImportJobError {
  override readonly code = 'Connect';
}

/** The TLS handshake failed: wrong certificate authority, host name or expired certificate. */
export class TlsError extends ImportJobError {
  override readonly code = 'Tls';
}

/** The server answered with a redirect, which is never followed. */
export class RedirectedError extends ImportJobError {
  override readonly code = 'Redirected';
}

/** The answer is not one that any known server gives, such as a proxy's HTML page. */
export class UnexpectedResponseError extends ImportJobError {
  override readonly code = 'UnexpectedResponse';
}

/** The answer is above the size limit. */
export class ResponseTooLargeError extends ImportJobError {
  override readonly code = 'ResponseTooLarge';
}

/** A followed import ended as Failed or Canceled; the error carries its last progress. */
export class ImportFailedError extends ImportJobError {
  override readonly code = 'ImportFailed';
}

/** A followed import changed nothing for as long as the stall timeout. */
export class StalledError extends ImportJobError {
  override readonly code = 'Stalled';
}

/** A followed import was seen in flight and is now unknown to the server. */
export class VanishedError extends ImportJobError {
  override readonly code = 'Vanished';
}

/** The caller's signal was aborted: `name` is `AbortError`, as everywhere in Node.js, and `cause` is the signal's reason. */
export class CallCancelledError extends ImportJobError {
  override readonly code = 'Cancelled';
}

/** A fault in this library. */
export class InternalError extends ImportJobError {
  override readonly code = 'Internal';
}

/** The class of each code. */
export const CLASSES: Record<ErrorCode, new (message: string, facts?: ErrorFacts) => ImportJobError> = {
  InvalidArgument: InvalidArgumentError,
  Unsupported: UnsupportedError,
  Unauthenticated: UnauthenticatedError,
  PermissionDenied: PermissionDeniedError,
  JobNotFound: JobNotFoundError,
  NotFound: NotFoundError,
  Busy: BusyError,
  Unavailable: UnavailableError,
  Timeout: ImportTimeoutError,
  ServerError: ServerError,
  Connect: ConnectError,
  Tls: TlsError,
  Redirected: RedirectedError,
  UnexpectedResponse: UnexpectedResponseError,
  ResponseTooLarge: ResponseTooLargeError,
  ImportFailed: ImportFailedError,
  Stalled: StalledError,
  Vanished: VanishedError,
  Cancelled: CallCancelledError,
  Internal: InternalError,
};

// On the prototypes, as the names of Node's own errors are: not a property of each error that logs would repeat.
for (const { prototype, name } of Object.values(CLASSES)) {
  const shown = name === CallCancelledError.name ? 'AbortError' : name;
  Object.defineProperty(prototype, 'name', { value: shown, writable: true, configurable: true });
}
