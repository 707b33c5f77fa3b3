import { begin, type Call } from './calls.js';
import type { NativeClient, Watch } from './native.js';
import { type CallOptions, given, type JobId, jobIdText, type Kind } from './options.js';
import { ImportProgress } from './progress.js';
import { opened, type Result, valueOf } from './replies.js';

/** How long to follow a job. Times are milliseconds. */
export interface FollowOptions {
  /** Give up after this time; the import goes on in the server. Never otherwise. */
  timeout?: number | null | undefined;
  /** Give up when nothing changed for this time. Index building can keep a job at 80 % for long. Never otherwise. */
  stallTimeout?: number | null | undefined;
  /** Ride out faults of the server and the network for this time; 300,000 otherwise. */
  faultBudget?: number | null | undefined;
}

export const FOLLOW_OPTIONS: Record<keyof FollowOptions, Kind> = {
  timeout: 'milliseconds',
  stallTimeout: 'milliseconds',
  faultBudget: 'milliseconds',
};

/** Every change of one job: `for await (const progress of client.watch(jobId)) …`. Leaving the loop ends the watch. */
export class JobWatch implements AsyncIterableIterator<ImportProgress, undefined, undefined> {
  #watch: Watch | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #underWay = new Set<{ call: Call; end: () => void }>();

  /** @internal */
  constructor(client: NativeClient, jobId: JobId, options: (FollowOptions & CallOptions) | undefined) {
    const { signal, ...follow } = given<FollowOptions & CallOptions>('watch', options, {
      ...FOLLOW_OPTIONS,
      signal: 'signal',
    });
    const id = jobIdText(jobId);
    this.#watch = valueOf(() => client.watch(id, follow as Parameters<NativeClient['watch']>[1]));
    this.#signal = signal ?? undefined;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The job's next change. */
  async next(): Promise<IteratorResult<ImportProgress, undefined>> {
    const changed = await this.#ask((watch) => (mail) => watch.next(mail));
    return changed === null
      ? { done: true, value: undefined }
      : { done: false, value: new ImportProgress(changed.row, changed.answer) };
  }

  /** Ends the watch: a request under way is closed, and whoever waits for a change is told that there is none. */
  async return(): Promise<IteratorResult<ImportProgress, undefined>> {
    this.#watch = undefined;
    for (const { call, end } of this.#underWay) {
      call.cancel();
      end();
    }
    return { done: true, value: undefined };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  /** @internal How a wait ends once the watch has: the last progress, or why the import failed. */
  async outcome(): Promise<ImportProgress> {
    const { row, answer } = (await this.#ask((watch) => (mail) => watch.outcome(mail))) as Result;
    return new ImportProgress(row, answer);
  }

  /** What a call on the native watch replies; null when the watch was ended before or meanwhile. */
  async #ask(start: (watch: Watch) => Parameters<typeof begin>[0]): Promise<Result | null> {
    if (this.#watch === undefined) {
      return null;
    }
    const call = begin(start(this.#watch), this.#signal);
    const entry = { call, end: () => {} };
    const ended = new Promise<null>((resolve) => {
      entry.end = () => resolve(null);
    });
    this.#underWay.add(entry);
    try {
      const reply = await Promise.race([call.reply, ended]);
      return reply === null ? null : opened(reply);
    } finally {
      this.#underWay.delete(entry);
    }
  }
}
