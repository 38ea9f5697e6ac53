/**
 * Hearing of an abort, with one listener on the signal however many calls share it: Node warns beyond ten.
 *
 * @module
 */

interface Watch {
  readonly listeners: Set<() => void>;
  readonly notify: () => void;
}

const WATCHES = new WeakMap<AbortSignal, Watch>();

/**
 * Calls `listener` when `signal` aborts, until the returned function is called; with the last one the signal is rid of
 * us. The signal has not aborted yet.
 */
export function onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
  if (!signal) return () => {};
  const watch = WATCHES.get(signal) ?? startWatch(signal);
  watch.listeners.add(listener);
  return () => {
    if (!watch.listeners.delete(listener) || watch.listeners.size > 0) return;
    signal.removeEventListener("abort", watch.notify);
    WATCHES.delete(signal);
  };
}

/** What `answer` comes to; rejects with `signal.reason` as soon as that aborts, whatever becomes of the answer. */
export async function unlessAborted<V>(answer: Promise<V>, signal: AbortSignal | undefined): Promise<V> {
  if (!signal) return answer;
  signal.throwIfAborted();
  let forget = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    forget = onAbort(signal, () => reject(signal.reason));
  });
  try {
    return await Promise.race([answer, aborted]);
  } finally {
    forget();
  }
}

function startWatch(signal: AbortSignal): Watch {
  const listeners = new Set<() => void>();
  const notify = () => {
    for (const listener of [...listeners]) listener();
  };
  const watch = { listeners, notify };
  WATCHES.set(signal, watch);
  signal.addEventListener("abort", notify, { once: true });
  return watch;
}
