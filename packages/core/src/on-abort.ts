/**
 * Listening for an abort, with one listener per signal however many calls share it: Node warns beyond ten.
 *
 * @module
 */

interface Watch {
  readonly listeners: Set<() => void>;
  readonly notify: () => void;
}

const WATCHES = new WeakMap<AbortSignal, Watch>();

/**
 * Calls `listener` when `signal` aborts, unless the returned function is called first. `signal` must not have aborted
 * yet. Once no listener is left, nothing is attached to the signal.
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

/**
 * Settles as `promise` does, or rejects with `signal.reason` as soon as `signal` aborts; what becomes of `promise` then
 * no longer matters: its failure is not reported as unhandled.
 */
export async function unlessAborted<V>(promise: Promise<V>, signal: AbortSignal | undefined): Promise<V> {
  if (!signal) return promise;
  if (signal.aborted) {
    promise.catch(() => {});
    throw signal.reason;
  }
  let forget = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    forget = onAbort(signal, () => reject(signal.reason));
  });
  try {
    return await Promise.race([promise, aborted]);
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
