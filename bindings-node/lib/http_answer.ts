/** How the drop-in's calls end: with the server's answer as it was sent, or with an error as the SDK's client has it. */

import { ImportJobError } from './errors.js';
import type { HttpBaseResponse } from './http_types.js';

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

/** The body of what `ask` gets, or what the SDK's client makes of its error. */
export async function answerOf<T extends HttpBaseResponse<unknown>>(ask: () => Promise<{ raw: Buffer }>): Promise<T> {
  try {
    return JSON.parse(utf8.decode((await ask()).raw)) as T;
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

/** What the server answered under a good HTTP status, where it is plain that this was an error. */
function refusal(error: ImportJobError): Partial<HttpBaseResponse<unknown>> {
  const { httpStatus, serverCode, serverMessage } = error;
  if (httpStatus !== null && (httpStatus < 200 || httpStatus >= 300)) {
    throw httpError(error, httpStatus);
  }
  // Those that a caller would take for success.
  if (serverCode === null || serverCode === 0 || serverCode === 200) {
    throw error;
  }
  return { code: serverCode, ...(serverMessage !== null && { message: serverMessage }) };
}

function httpError(error: ImportJobError, status: number): HttpError {
  const statusText = process.getBuiltinModule('node:http').STATUS_CODES[status] ?? '';
  const url = error.url ?? '';
  const said = error.serverMessage || error.bodyStart || error.message;
  return new HttpError(`HTTP ${status} ${statusText}: ${url} - ${said}`, status, statusText, url, { cause: error });
}
