import { CallCancelledError, CLASSES } from './error_classes.js';
import type { ErrorCode, ErrorFacts, ImportJobError } from './errors.js';
import type { Answer } from './native.js';
import { ImportProgress, type Row } from './progress.js';

/** How a call ended: JSON text that is an array for a result, an object for an error, or null. */
export interface Reply {
  text: string;
  answer: Answer | null;
}

/** A result's values, and the handle on what they were read from. */
export interface Result {
  row: Row;
  answer: Answer;
}

/** The facts of an error as the native part writes them. */
interface NativeFacts extends Omit<ErrorFacts, 'progress'> {
  code: ErrorCode;
  message: string;
  progress: Row | null;
}

/** Whether a reply or a native error's message is an error's facts. */
const isError = (text: string) => text.charCodeAt(0) === 0x7b; // {

/** The error that a text of the native part says. */
function made(text: string, answer: Answer | null): ImportJobError {
  const { code, message, progress, ...facts } = JSON.parse(text) as NativeFacts;
  const last = progress !== null && answer !== null ? new ImportProgress(progress, answer) : null;
  return new CLASSES[code](message, { ...facts, progress: last });
}

/** The error for a call that `signal` has ended. */
export function cancelled(signal: AbortSignal): ImportJobError {
  return new CallCancelledError('the call was aborted', { cause: signal.reason });
}

/**
 * What a call replied, or its error. To be called where the caller's stack is, after an `await`: then the error's stack
 * names those who wait for it.
 */
export function opened(reply: Reply | AbortSignal): Result | null {
  if (reply instanceof AbortSignal) {
    throw cancelled(reply);
  }
  const { text, answer } = reply;
  if (isError(text)) {
    throw made(text, answer);
  }
  return answer === null ? null : { row: JSON.parse(text), answer };
}

/** As `opened`, for calls that always have a result. */
export function result(reply: Reply | AbortSignal): Result {
  return opened(reply) as Result;
}

/** Runs a function of the native part; what it throws becomes an error of ours. */
export function nativeError<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    const { message } = error as Error;
    throw isError(message) ? made(message, null) : error;
  }
}
