import type { ImportJobError } from './errors.js';
import { Followed, WATCH_OPTIONS, type WatchOptions } from './followed.js';
import type { Row } from './generated/fields.js';
import type { JobEventKind } from './generated/names.js';
import type { Failure, WatchMany } from './native.js';
import type { Kind } from './options.js';
import { ImportProgress } from './progress.js';
import { type About, letterOf, made, type Reply } from './replies.js';

/** What is told, and the members that every kind has: those that say nothing are null, and `files` empty. */
interface Told<K extends JobEventKind, Id, Progress, E> {
  readonly kind: K;
  /** The job. */
  readonly jobId: Id;
  /** The files that it is about, grouped as those of `bulkImport`; none for a job that has been told with its files. */
  readonly files: readonly (readonly string[])[];
  /** The job's change, or at its end its last known progress. What a list told has no rows and no files. */
  readonly progress: Progress;
  /** Why the job failed, is followed no more, is not started or is searched for: what `wait` would have thrown. */
  readonly error: E;
}

/**
 * What is told of many jobs, by its `kind`:
 *
 * - `created`: `importMany` has a job for these files: a new one, or one of its ledger that it takes up again.
 * - `searching`: `importMany` has no clear answer to a create, and asks the server whether it has made a job of these files, for up
 *   to a minute; `created` or `not_imported` comes after it.
 * - `progress`: the job changed.
 * - `ended`: the job is followed no more; told once for each. Without an `error` it is done.
 * - `not_imported`: `importMany` has no job for these files, and will not start one; told once for each file.
 * - `skipped`: these files are Completed by the ledger of `importMany`.
 */
export type JobEvent =
  | Told<'created', string, null, null>
  | Told<'searching', null, null, ImportJobError>
  | Told<'progress', string, ImportProgress, null>
  | Told<'ended', string, ImportProgress, null>
  | Told<'ended', string, ImportProgress | null, ImportJobError>
  | Told<'not_imported', null, null, ImportJobError>
  | Told<'skipped', string, null, null>;

/** What is told of their server. */
type Outage = Told<'outage', null, null, ImportJobError> | Told<'recovered', null, null, null>;

/** How to follow the jobs of a collection. */
export interface WatchCollectionOptions extends WatchOptions {
  /** Tell of the jobs too that have ended before. */
  withEnded?: boolean | null | undefined;
}

export const WATCH_COLLECTION_OPTIONS: Record<keyof WatchCollectionOptions, Kind> = {
  ...WATCH_OPTIONS,
  withEnded: 'boolean',
};

function eventOf(reply: Reply | AbortSignal, about: About): JobEvent | Outage | null {
  const { text, answer } = letterOf(reply, about);
  const values: [JobEventKind, string | null, string[][], Row | null, Failure | null] | null = JSON.parse(text);
  if (values === null) {
    return null;
  }
  const [kind, jobId, files, row, failure] = values;
  files.forEach(Object.freeze);
  return Object.freeze({
    kind,
    jobId,
    files: Object.freeze(files),
    progress: row && answer && new ImportProgress(row, answer),
    error: failure && made(answer === null ? failure : { ...failure, answer }),
  }) as JobEvent | Outage;
}

/** What is told of many jobs: `for await (const event of client.watchMany(jobIds)) …`. Leaving the loop ends it. */
export class JobEvents extends Followed<JobEvent> {
  readonly #jobs: WatchMany;

  /** @internal */
  constructor(jobs: WatchMany, options: WatchOptions) {
    super(jobs, options);
    this.#jobs = jobs;
  }

  /** What is told next. */
  async next(): Promise<IteratorResult<JobEvent, undefined>> {
    for (;;) {
      const event = await this.ask((mail) => this.#jobs.next(mail), eventOf);
      if (event === null) {
        this.end();
        return { done: true, value: undefined };
      }
      if (event.kind !== 'outage' && event.kind !== 'recovered') {
        return { done: false, value: event };
      }
      await this.tell(event.error);
    }
  }
}
