import type { ErrorCode } from './generated/names.js';
import type { Row } from './generated/fields.js';
import { CallCancelledError, CLASSES, InternalError } from './error_classes.js';
import { Explanation } from './explanation.js';
import type { ErrorFacts, ImportJobError } from './errors.js';
import type { Answer, Failure, Outcome } from './native.js';
import { ImportProgress } from './progress.js';

/** How a call ended: the values of a result as JSON text, an array or null, or why it failed. */
export type Reply = Letter | { failure: Failure };

interface Letter {
  text: string;
  answer: Answer | null;
}

/** A result's values, and the handle on what they were read from. */
export interface Result {
  row: Row;
  answer: Answer;
}

/** What a followed job's server does: nothing good for now, or it answers again. */
export type News = 'outage' | 'recovered';

/** News of an outage, which comes without an answer. */
export function newsOf(reply: Reply | AbortSignal): News | null {
  return 'text' in reply && reply.answer === null ? JSON.parse(reply.text) : null;
}

/** What an error of the caller's making says of a followed job: where it stood, in words, and facts. */
export interface About extends ErrorFacts {
  standing?: string;
}

/** The error that a failure of the native part is. */
export function made({ code, message, row, answer, cause: [behind], explanation, ...facts }: Failure): ImportJobError {
  const progress = row && answer ? new ImportProgress(JSON.parse(row), answer) : null;
  const cause = behind === undefined ? undefined : made(behind);
  const explained = explanation && new Explanation(explanation);
  // A failed import has a progress, as its class demands.
  const all = { ...(facts as ErrorFacts), progress, cause, explanation: explained };
  return new CLASSES[code as ErrorCode](message, all as never);
}

/** The error for a call that its caller has ended: `what` was done; `about` is what is known besides. */
export function cancelled(what: string, about: About = {}): ImportJobError {
  const { standing, ...facts } = about;
  return new CallCancelledError(standing === undefined ? what : `${what}: ${standing}`, facts);
}

/** The error for a call that `signal` has ended. */
export function aborted(signal: AbortSignal, about?: About): ImportJobError {
  return cancelled('the call was aborted', { ...about, cause: signal.reason });
}

/**
 * What a call replied, or its error. To be called where the caller's stack is, after an `await`: then the error's stack
 * names those who wait for it. `about` is what an error of an abort says besides.
 */
export function letterOf(reply: Reply | AbortSignal, about?: About): Letter {
  if ('failure' in reply) {
    throw made(reply.failure);
  }
  if ('aborted' in reply) {
    throw aborted(reply, about);
  }
  return reply;
}

/** As `letterOf`, its values; null where it has none. */
export function opened(reply: Reply | AbortSignal, about?: About): Result | null {
  const { text, answer } = letterOf(reply, about);
  return answer === null ? null : { row: JSON.parse(text), answer };
}

/** As `opened`, for calls that always have a result. */
export function result(reply: Reply | AbortSignal): Result {
  return opened(reply) as Result;
}

/** Runs a function of the native part. Failures are values there: what it throws is a fault of this library. */
export function guarded<T>(run: () => T): T {
  try {
    return run();
  } catch (cause) {
    throw new InternalError(`a fault in this library: ${(cause as Error).message}`, { cause });
  }
}

/** What a function of the native part hands over, or its error. */
export function valueOf<T>(run: () => Outcome<T>): T {
  const [value, failure] = guarded(run);
  if (failure !== null) {
    throw made(failure);
  }
  return value;
}
