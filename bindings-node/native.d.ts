// Generated from the Rust sources: npm run build:types writes it anew.

/** What a result keeps of its answer. */
export interface Answer {
  readonly answer: unique symbol;
}

/** A handle on something native. */
export declare class ExternalObject<T> {
  private readonly held: T;
}

/** Options by their names, without those that are not given. */
export type Given = Record<string, string | number | boolean | string[][]>;

/** What was asked for, or else why not. */
export type Outcome<T> = [value: T, failure: null] | [value: null, failure: Failure];

/** What the reason of a failed import means. */
export interface Explained {
  /** What is wrong. */
  cause: string
  /** What to do. */
  fix: string
  /** The rule by which a check tells it before the start. */
  rule?: string
}

/** Everything that an error says. Its members are those of the class in JavaScript, but for a job's last progress. */
export interface Failure {
  code: string
  message: string
  /** The whole line, without the code, which the class says. */
  text: string
  operation?: string
  url?: string
  httpStatus?: number
  serverCode?: number
  serverMessage?: string
  bodyStart?: string
  retryable: boolean
  attempts: number
  /** Milliseconds. */
  retryAfter?: number
  /** The id of a job that a create may have made all the same. */
  jobId?: string
  /** The fault behind this one, if there is any: an object cannot hold one of its own kind otherwise. */
  cause: Array<Failure>
  /** What the reason of a failed import means. */
  explanation?: Explained
  /** The last progress of a followed job, as a result's text is. */
  row?: string
  /** What that progress was read from. */
  answer?: ExternalObject<Answer>
}

/** The calls of one JavaScript thread. */
export declare class Mailbox {
  /**
  * `deliver` gets the numbers of calls that have ended, first those with a result: their texts, handles on their
  * answers, and why the others failed.
  */
  constructor(deliver: (calls: Array<number>, texts: Array<string>, answers: Array<ExternalObject<Answer> | null>, failures: Array<Failure>) => void)
  /** Ends a call that nobody waits for any more: its request is closed, and no letter comes. */
  cancel(call: number): void
}

/** The client behind the class `Client` of `lib/client.ts`. */
export declare class NativeClient {
  /** No constructor: those of JavaScript can only throw. */
  static make(settings: Given): Outcome<NativeClient>
  get uri(): string
  get api(): string
  /** Lets the connections go; the next call makes new ones. */
  close(): void
  /** An operation on one job, by its name. */
  onJob(mail: Mailbox, operation: string, jobId: string, requestTimeout?: number | undefined | null): number
  /** The next page; `null` after the last one. */
  listImportJobs(mail: Mailbox, pages: Pages, requestTimeout?: number | undefined | null): number
  bulkImport(mail: Mailbox, wanted: Given, requestTimeout?: number | undefined | null): number
  describeCollection(mail: Mailbox, asked: Given, requestTimeout?: number | undefined | null): number
  watch(jobId: string, follow: Given, requestTimeout?: number | undefined | null): Outcome<Watch>
  watchMany(jobIds: Array<string>, follow: Given, requestTimeout?: number | undefined | null): Outcome<WatchMany>
  watchCollection(collectionName: string, withEnded: boolean, follow: Given, requestTimeout?: number | undefined | null): Outcome<WatchMany>
  importMany(wanted: Given, many: Given, follow: Given, requestTimeout?: number | undefined | null): Outcome<WatchMany>
}

/** A walk through the pages of a list. It holds nothing of a client: the one that makes a call is used. */
export declare class Pages {
  /** No constructor: those of JavaScript can only throw. */
  static make(listed: Given): Outcome<Pages>
}

/** How files are checked. */
export interface Rules {
  server?: string
  rows?: string
  sep?: string
  nullkey?: string
}

/** The files of a progress, one after the other, each with as many cells as a file has fields. */
export interface Table {
  /** A number, or NaN for none; for a text its place among the texts. */
  cells: Float64Array
  /** A JSON array. Its first member is null, and a text that a column repeats from file to file is there once. */
  texts: string
}

/** Every change of one job. */
export declare class Watch {
  /** The next change, or `"outage"` or `"recovered"`; `null` after the last one. Nothing is lost when the call is cancelled. */
  next(mail: Mailbox): number
  /** The error of the latest outage. */
  outage(): Failure | null
  /** Whether nothing comes any more, so that nothing of the client is held. Not while a call is under way. */
  get hasEnded(): boolean
  /** How a wait ends once the watch has: with the last progress, or with why the import failed. Only once. */
  outcome(mail: Mailbox): number
  /** Ends the watch: nothing of its client is held any more once a call under way has been cancelled. */
  end(): void
}

/** What is told of many jobs. */
export declare class WatchMany {
  /** The next event; `null` after the last one. Nothing is lost when the call is cancelled. */
  next(mail: Mailbox): number
  /** Ends it: nothing of its client is held any more once a call under way has been cancelled. */
  end(): void
}

/** The server's whole answer, unchanged. */
export declare function body(answer: ExternalObject<Answer>): Buffer;

/**
 * Checks files that stand alone, and sets of those that are read together. The schema is a saved description: its text, or
 * the path of its file. The letter is the report, and has no answer.
 */
export declare function check(mail: Mailbox, schema: string, files: Array<string>, sets: Array<Array<string>>, rules: Rules): number;

/** The files of a progress. Parsed anew at every call, and not kept. */
export declare function details(answer: ExternalObject<Answer>): Outcome<Table>;

/** What a reason means; nothing where it is not known. */
export declare function explain(reason: string): Outcome<Explained | undefined>;

/**
 * The normalized result as JSON text, with the names of every other language and every integer exactly. `with_files`
 * concerns a progress alone.
 */
export declare function normalized(answer: ExternalObject<Answer>, withFiles: boolean): Outcome<string>;
