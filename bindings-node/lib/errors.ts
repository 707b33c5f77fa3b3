import { ErrorWithFacts, type Facts } from './generated/facts.js';
import { Explanation } from './explanation.js';
import type { ErrorCode } from './generated/names.js';

/** What an error says besides its message; everything is optional. */
export interface ErrorFacts extends Facts {
  /** The whole line: the message, and in brackets where. */
  text?: string | null;
  /** What the reason of a failed import means. */
  explanation?: Explanation | null | undefined;
  cause?: unknown;
}

/**
 * Why a call failed. There is one subclass for each code. `message` is what happened, with the server's own words where
 * there are any; the stack and `toString` add the operation, the address and what the server answered. `cause` is the
 * fault behind it, such as that of the last look for a wait that ended during an outage.
 */
export abstract class ImportJobError extends ErrorWithFacts {
  /** What kind of failure this is. */
  abstract readonly code: ErrorCode;
  readonly #text: string;
  readonly #explanation: Explanation | null;

  constructor(message: string, facts: ErrorFacts = {}) {
    const text = facts.text ?? message;
    super(text, facts, facts.cause === undefined ? undefined : { cause: facts.cause });
    // V8 writes the stack at the first look at it, which is to begin with the whole line.
    void this.stack;
    this.message = message;
    this.#text = text;
    this.#explanation = facts.explanation ?? null;
  }

  /** Of a failed import: what its reason means and what to do. `null` where that is not known. */
  get explanation(): Explanation | null {
    return this.#explanation;
  }

  /**
   * All of the error as a plain object: what `JSON.stringify` writes. `progress` is without files, of which there may be
   * thousands, and `cause` is there where it is an error of this package.
   */
  toJSON(): object {
    const progress = this.progress && { ...this.progress };
    const cause = this.cause instanceof ImportJobError ? { cause: this.cause } : {};
    const own: object = this;
    const explanation = this.explanation === null ? {} : { explanation: this.explanation };
    return { name: this.name, message: this.message, ...own, progress, ...cause, ...explanation };
  }

  override toString(): string {
    return `${this.name}: ${this.#text}`;
  }
}
