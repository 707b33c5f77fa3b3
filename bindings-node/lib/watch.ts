import { begin, type Call } from './calls.js';
import type { Given, NativeClient, Watch } from './native.js';
import { FOLLOW_OPTIONS, type FollowOptions } from './generated/options.js';
import { CALL_OPTIONS, type CallOptions, given, type JobId, jobIdText } from './options.js';
import { ImportProgress } from './progress.js';
import { type About, cancelled, guarded, made, type News, newsOf, opened, type Result, valueOf } from './replies.js';
import type { ImportJobError } from './errors.js';

/** How to follow a job. */
export interface WatchOptions extends FollowOptions, CallOptions {
  /**
   * Called at each look that gets no good answer while that is ridden out, and waited for: the error's message says for how
   * long there was none and for how long the wait goes on, its `cause` is the fault. Called with null when the server
   * answers again. What it throws ends the wait.
   */
  onOutage?: ((error: ImportJobError | null) => unknown) | null | undefined;
}

/** Every change of one job: `for await (const progress of client.watch(jobId)) …`. Leaving the loop ends the watch. */
export class JobWatch implements AsyncIterableIterator<ImportProgress, undefined, undefined> {
  readonly #watch: Watch;
  readonly #jobId: string;
  readonly #signal: AbortSignal | undefined;
  readonly #onOutage: WatchOptions['onOutage'];
  readonly #underWay = new Set<{ call: Call; end: () => void }>();
  /** By the caller, by an error or by the client; the native watch knows when the job has ended it. */
  #isEnded = false;
  #isClosed = false;
  #last: ImportProgress | null = null;

  /** @internal */
  constructor(client: NativeClient, jobId: JobId, options: WatchOptions | undefined) {
    const { signal, requestTimeout, onOutage, ...follow } = given<WatchOptions>('watch', options, {
      ...FOLLOW_OPTIONS,
      ...CALL_OPTIONS,
      onOutage: 'function',
    });
    const id = jobIdText(jobId);
    this.#watch = valueOf(() => client.watch(id, follow as Given, requestTimeout));
    this.#jobId = id;
    this.#signal = signal ?? undefined;
    this.#onOutage = onOutage;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The job's next change. */
  async next(): Promise<IteratorResult<ImportProgress, undefined>> {
    let changed = await this.#ask((mail) => this.#watch.next(mail));
    while (typeof changed === 'string') {
      await this.#tell(changed);
      changed = await this.#ask((mail) => this.#watch.next(mail));
    }
    if (changed === null) {
      return { done: true, value: undefined };
    }
    const value = new ImportProgress(changed.row, changed.answer);
    this.#last = value;
    return { done: false, value };
  }

  /** Ends the watch: a request under way is closed, and whoever waits for a change is told that there is none. */
  async return(): Promise<IteratorResult<ImportProgress, undefined>> {
    this.#end();
    return { done: true, value: undefined };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end();
  }

  /** @internal Ends the watch as its client does: whoever asks for a change is told why there is none. */
  close(): void {
    if (!guarded(() => this.#watch.hasEnded)) {
      this.#isClosed = !this.#isEnded;
      this.#end();
    }
  }

  /** @internal How a wait ends once the watch has: the last progress, or why the import failed. */
  async outcome(): Promise<ImportProgress> {
    const { row, answer } = (await this.#ask((mail) => this.#watch.outcome(mail))) as Result;
    return new ImportProgress(row, answer);
  }

  async #tell(news: News): Promise<void> {
    const failure = news === 'outage' ? guarded(() => this.#watch.outage()) : null;
    try {
      await this.#onOutage?.(failure === null ? null : made(failure));
    } catch (error) {
      this.#end();
      throw error;
    }
  }

  /** What an error of the caller's making says of the job. */
  #known(): About {
    const last = this.#last;
    const stood = last === null ? 'was not seen yet' : `stood at ${last.progress} %, ${last.state} (${last.phase})`;
    return { operation: 'get_import_progress', progress: last, standing: `job ${this.#jobId} ${stood}` };
  }

  #end(): void {
    this.#isEnded = true;
    for (const { call, end } of this.#underWay) {
      call.cancel();
      end();
    }
    guarded(() => this.#watch.end());
  }

  /** What a call on the native watch replies; null when the watch was ended before or meanwhile. */
  async #ask(start: Parameters<typeof begin>[0]): Promise<Result | News | null> {
    let result: Result | News | null = null;
    try {
      result = this.#isEnded ? null : await this.#reply(start);
    } catch (error) {
      // Nothing comes after an error, so nothing of the client is to be held.
      this.#end();
      throw error;
    }
    if (result === null && this.#isClosed) {
      throw cancelled('the client was closed', this.#known());
    }
    return result;
  }

  async #reply(start: Parameters<typeof begin>[0]): Promise<Result | News | null> {
    const call = begin(start, this.#signal, this.#known());
    const entry = { call, end: () => {} };
    const ended = new Promise<null>((resolve) => {
      entry.end = () => resolve(null);
    });
    this.#underWay.add(entry);
    try {
      const reply = await Promise.race([call.reply, ended]);
      return reply === null ? null : (newsOf(reply) ?? opened(reply, this.#known()));
    } finally {
      this.#underWay.delete(entry);
    }
  }
}
