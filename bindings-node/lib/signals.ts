/**
 * One listener for each signal, however many calls it is for: a signal with thousands of listeners is slow, and Node.js
 * warns of it. It is there only while calls are under way.
 */
interface Watched {
  calls: Set<number>;
  listener: () => void;
}

const watched = new WeakMap<AbortSignal, Watched>();

/** Has `abort` called for a call when its signal is aborted. */
export function watchFor(signal: AbortSignal, call: number, abort: (call: number) => void): void {
  const known = watched.get(signal);
  if (known !== undefined) {
    known.calls.add(call);
    return;
  }
  const calls = new Set([call]);
  const listener = () => {
    watched.delete(signal);
    calls.forEach(abort);
  };
  watched.set(signal, { calls, listener });
  signal.addEventListener('abort', listener, { once: true });
}

/** After a call has ended. */
export function forget(signal: AbortSignal, call: number): void {
  const known = watched.get(signal);
  if (known?.calls.delete(call) && known.calls.size === 0) {
    watched.delete(signal);
    signal.removeEventListener('abort', known.listener);
  }
}
