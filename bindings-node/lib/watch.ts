import { Followed, WATCH_OPTIONS, type WatchOptions } from './followed.js';
import type { Given, NativeClient, Watch } from './native.js';
import { given, type JobId, jobIdText } from './options.js';
import { ImportProgress } from './progress.js';
import { type About, guarded, made, type News, newsOf, opened, type Reply, type Result, valueOf } from './replies.js';

const changeOf = (reply: Reply | AbortSignal, about: About): Result | News | null =>
  newsOf(reply) ?? opened(reply, about);

/** Every change of one job: `for await (const progress of client.watch(jobId)) …`. Leaving the loop ends the watch. */
export class JobWatch extends Followed<ImportProgress> {
  readonly #watch: Watch;
  readonly #jobId: string;
  #last: ImportProgress | null = null;

  /** @internal */
  constructor(client: NativeClient, jobId: JobId, options: WatchOptions | undefined) {
    const { signal, requestTimeout, onOutage, ...follow } = given<WatchOptions>('watch', options, WATCH_OPTIONS);
    const id = jobIdText(jobId);
    const watch = valueOf(() => client.watch(id, follow as Given, requestTimeout));
    super(watch, { signal, onOutage });
    this.#watch = watch;
    this.#jobId = id;
  }

  /** The job's next change. */
  async next(): Promise<IteratorResult<ImportProgress, undefined>> {
    let changed = await this.ask((mail) => this.#watch.next(mail), changeOf);
    while (typeof changed === 'string') {
      const failure = changed === 'outage' ? guarded(() => this.#watch.outage()) : null;
      await this.tell(failure === null ? null : made(failure));
      changed = await this.ask((mail) => this.#watch.next(mail), changeOf);
    }
    if (changed === null) {
      return { done: true, value: undefined };
    }
    const value = new ImportProgress(changed.row, changed.answer);
    this.#last = value;
    return { done: false, value };
  }

  /** @internal */
  override close(): void {
    // The native watch knows when the job has ended it.
    if (!guarded(() => this.#watch.hasEnded)) {
      super.close();
    }
  }

  /** @internal How a wait ends once the watch has: the last progress, or why the import failed. */
  async outcome(): Promise<ImportProgress> {
    const { row, answer } = (await this.ask((mail) => this.#watch.outcome(mail), opened)) as Result;
    return new ImportProgress(row, answer);
  }

  /** @internal */
  protected override known(): About {
    const last = this.#last;
    const stood = last === null ? 'was not seen yet' : `stood at ${last.progress} %, ${last.state} (${last.phase})`;
    return { operation: 'get_import_progress', progress: last, standing: `job ${this.#jobId} ${stood}` };
  }
}
