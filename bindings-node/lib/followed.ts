import { begin, type Call } from './calls.js';
import type { ImportJobError } from './errors.js';
import { FOLLOW_OPTIONS, type FollowOptions } from './generated/options.js';
import type { Mailbox } from './native.js';
import { CALL_OPTIONS, type CallOptions, type Kind } from './options.js';
import { type About, cancelled, guarded, type Reply } from './replies.js';

/** How to follow a job. */
export interface WatchOptions extends FollowOptions, CallOptions {
  /**
   * Called at each look that gets no good answer while that is ridden out, and waited for: the error's message says for how
   * long there was none and for how long the wait goes on, its `cause` is the fault. Called with null when the server
   * answers again. What it throws ends the wait.
   */
  onOutage?: ((error: ImportJobError | null) => unknown) | null | undefined;
}

export const WATCH_OPTIONS: Record<keyof WatchOptions, Kind> = {
  ...FOLLOW_OPTIONS,
  ...CALL_OPTIONS,
  onOutage: 'function',
};

/** What is told while jobs are followed. Leaving the loop ends it. */
export abstract class Followed<T> implements AsyncIterableIterator<T, undefined, undefined> {
  readonly #native: { end: () => void };
  readonly #signal: AbortSignal | undefined;
  readonly #onOutage: WatchOptions['onOutage'];
  readonly #underWay = new Set<{ call: Call; end: () => void }>();
  /** By the caller, by an error or by the client. */
  #isEnded = false;
  #isClosed = false;

  /** @internal */
  constructor(native: { end: () => void }, { signal, onOutage }: WatchOptions) {
    this.#native = native;
    this.#signal = signal ?? undefined;
    this.#onOutage = onOutage;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** What comes next. */
  abstract next(): Promise<IteratorResult<T, undefined>>;

  /** Ends it: a request under way is closed, and whoever waits for what comes next is told that there is nothing. */
  async return(): Promise<IteratorResult<T, undefined>> {
    this.end();
    return { done: true, value: undefined };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.end();
  }

  /** @internal Ends it as its client does: whoever asks for what comes next is told why there is nothing. */
  close(): void {
    this.#isClosed = !this.#isEnded;
    this.end();
  }

  /** @internal What an error of the caller's making says besides. */
  protected known(): About {
    return {};
  }

  /** @internal */
  protected end(): void {
    this.#isEnded = true;
    for (const { call, end } of this.#underWay) {
      call.cancel();
      end();
    }
    guarded(() => this.#native.end());
  }

  /** @internal Tells of an outage, or of its end. */
  protected async tell(error: ImportJobError | null): Promise<void> {
    try {
      await this.#onOutage?.(error);
    } catch (thrown) {
      this.end();
      throw thrown;
    }
  }

  /** @internal What `read` makes of a reply of the native part; null when this was ended before or meanwhile. */
  protected async ask<R>(start: (mail: Mailbox) => number, read: Read<R>): Promise<R | null> {
    let answer: R | null = null;
    try {
      answer = this.#isEnded ? null : await this.#reply(start, read);
    } catch (error) {
      // Nothing comes after an error, so nothing of the client is to be held.
      this.end();
      throw error;
    }
    if (answer === null && this.#isClosed) {
      throw cancelled('the client was closed', this.known());
    }
    return answer;
  }

  async #reply<R>(start: (mail: Mailbox) => number, read: Read<R>): Promise<R | null> {
    const call = begin(start, this.#signal, this.known());
    const entry = { call, end: () => {} };
    const ended = new Promise<null>((resolve) => {
      entry.end = () => resolve(null);
    });
    this.#underWay.add(entry);
    try {
      const reply = await Promise.race([call.reply, ended]);
      return reply === null ? null : read(reply, this.known());
    } finally {
      this.#underWay.delete(entry);
    }
  }
}

type Read<R> = (reply: Reply | AbortSignal, about: About) => R | null;
