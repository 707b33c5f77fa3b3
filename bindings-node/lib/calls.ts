import { type Mailbox, native } from './native.js';
import { type About, aborted, guarded, type Reply } from './replies.js';
import { forget, watchFor } from './signals.js';

interface Waiting {
  resolve: (reply: Reply | AbortSignal) => void;
  signal: AbortSignal | undefined;
}

const waiting = new Map<number, Waiting>();

/** One for each JavaScript thread, as modules are. It keeps Node.js running only while calls are under way. */
const mail: Mailbox = new native.Mailbox((calls, texts, answers, failures) => {
  for (let at = 0; at < calls.length; at++) {
    const call = calls[at] as number;
    const { resolve, signal } = waiting.get(call) as Waiting;
    waiting.delete(call);
    if (signal !== undefined) {
      forget(signal, call);
    }
    const failure = failures[at - texts.length];
    resolve(failure === undefined ? { text: texts[at] as string, answer: answers[at] ?? null } : { failure });
  }
});

function abort(call: number): void {
  guarded(() => mail.cancel(call));
  const { resolve, signal } = waiting.get(call) as Waiting;
  waiting.delete(call);
  resolve(signal as AbortSignal);
}

/** A call under way. */
export interface Call {
  /** How it ended; the signal, if that ended it. */
  reply: Promise<Reply | AbortSignal>;
  /** Ends it without a reply: its request is closed. */
  cancel: () => void;
}

/**
 * Starts a call of the native part. `about` is what an error of an abort says besides.
 *
 * @throws CallCancelledError when the signal is aborted already; nothing is sent then.
 */
export function begin(start: (mail: Mailbox) => number, signal?: AbortSignal, about?: About): Call {
  if (signal?.aborted) {
    throw aborted(signal, about);
  }
  const call = guarded(() => start(mail));
  const reply = new Promise<Reply | AbortSignal>((resolve) => {
    waiting.set(call, { resolve, signal });
  });
  if (signal !== undefined) {
    watchFor(signal, call, abort);
  }
  const cancel = () => {
    if (waiting.delete(call)) {
      guarded(() => mail.cancel(call));
      if (signal !== undefined) {
        forget(signal, call);
      }
    }
  };
  return { reply, cancel };
}

/** Makes a call of the native part, and waits for its reply. */
export function ask(start: (mail: Mailbox) => number, signal?: AbortSignal): Promise<Reply | AbortSignal> {
  return begin(start, signal).reply;
}
