/**
 * Hearing of an abort, with one listener on the signal however many calls share it: Node warns beyond ten.
 *
 * @module
 */

const LISTENERS = new WeakMap<AbortSignal, Set<() => void>>();

/** Calls `listener` when `signal` aborts, until the returned function is called. The signal has not aborted yet. */
export function onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
  if (!signal) return () => {};
  const listeners = LISTENERS.get(signal) ?? listen(signal);
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function listen(signal: AbortSignal): Set<() => void> {
  const listeners = new Set<() => void>();
  LISTENERS.set(signal, listeners);
  const notify = () => {
    for (const listener of [...listeners]) listener();
  };
  signal.addEventListener("abort", notify, { once: true });
  return listeners;
}
