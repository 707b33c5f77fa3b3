/** How the drop-in's calls end: with the server's answer, or with an error as the SDK's client has it. */

import { UnexpectedResponseError } from '../error_classes.js';
import { ImportJobError } from '../errors.js';
import type { HttpBaseResponse } from './types.js';
import { isRecord } from '../shown.js';

/** The HTTP status says that the call failed. `cause` is the error that says more. */
export class HttpError extends Error {
  /** The HTTP status. */
  readonly status: number;
  /** The HTTP status in words. */
  readonly statusText: string;
  /** The address that was called, without credentials. */
  readonly url: string;

  constructor(message: string, status: number, statusText: string, url: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
    this.statusText = statusText;
    this.url = url;
  }
}
Object.defineProperty(HttpError.prototype, 'name', { value: 'HttpError', writable: true, configurable: true });

// Takes a byte order mark away, as `Response.json` does.
const utf8 = new TextDecoder();

/** What an answer's `data` is to have. */
type Fits = (data: Record<string, unknown>) => boolean;

/**
 * The server's answer as it was sent, where its `data` fits. Other answers, which the older APIs give, are told in the
 * newer one's form: `data` is then what `told` makes.
 */
export function answerOf<T>(raw: Buffer, fits: Fits, told: () => object): T {
  const answer = parsed(raw);
  const { data } = answer as { data?: unknown };
  return (isRecord(data) && fits(data) ? answer : { code: 0, data: told() }) as T;
}

/** As `answerOf`, for what cannot be asked for again: no fault of the answer makes the call fail. */
export function answerOfWrite<T>(raw: Buffer, fits: Fits, told: () => object): T {
  try {
    return answerOf(raw, fits, told);
  } catch {
    return { code: 0, data: told() } as T;
  }
}

/** The answer that `ask` makes, or what the SDK's client makes of its error. */
export async function asInTheSdk<T extends HttpBaseResponse<unknown>>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ImportJobError)) {
      throw error;
    }
    if (error.code === 'Cancelled') {
      throw error.cause;
    }
    return refusal(error) as T;
  }
}

/** The body of a good answer. */
function parsed(raw: Buffer): object {
  const text = utf8.decode(raw);
  try {
    return JSON.parse(withWholeIds(text));
  } catch (cause) {
    const bodyStart = text.slice(0, 200);
    throw new UnexpectedResponseError(`the answer is no JSON: ${(cause as Error).message}`, { bodyStart, cause });
  }
}

/** An id that no quotes are around, of as many digits as a number cannot hold. */
const BARE_ID = /"jobI[dD]"\s*:\s*-?\d{16}/;
/** Such an id with its name, or else any text of a JSON text, in which there may be what looks like one. */
const IDS_AND_TEXTS = /"(jobI[dD])"\s*:\s*(-?\d{16,})(?=\s*[,}])|"[^"\\]*(?:\\[^][^"\\]*)*"/g;

/** The same JSON with ids as texts where `JSON.parse` would round them. */
function withWholeIds(text: string): string {
  return BARE_ID.test(text)
    ? text.replaceAll(IDS_AND_TEXTS, (found, name, id) => (id === undefined ? found : `"${name}":"${id}"`))
    : text;
}

/** What the server answered under a good HTTP status, where it is plain that this was an error. */
function refusal(error: ImportJobError): Partial<HttpBaseResponse<unknown>> {
  const { httpStatus, serverCode, serverMessage, jobId } = error;
  if (httpStatus !== null && (httpStatus < 200 || httpStatus >= 300)) {
    throw httpError(error, httpStatus);
  }
  // Those that a caller would take for success.
  if (serverCode === null || serverCode === 0 || serverCode === 200) {
    throw error;
  }
  return {
    code: serverCode,
    ...(serverMessage !== null && { message: serverMessage }),
    // A job that was made all the same.
    ...(jobId !== null && { data: { jobId } }),
  };
}

function httpError(error: ImportJobError, status: number): HttpError {
  const statusText = process.getBuiltinModule('node:http').STATUS_CODES[status] ?? '';
  const url = error.url ?? '';
  const said = error.serverMessage || error.bodyStart || error.message;
  return new HttpError(`HTTP ${status} ${statusText}: ${url} - ${said}`, status, statusText, url, { cause: error });
}
