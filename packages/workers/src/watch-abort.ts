/**
 * Waiting for one signal in many places by one listener: Node warns where a signal has more than ten.
 *
 * @module
 */

interface Watch {
  readonly callbacks: Set<() => void>;
  readonly listener: () => void;
}

const watches = new WeakMap<AbortSignal, Watch>();

/** Has `callback` called when `signal` aborts, until `unwatchAbort` says otherwise. */
export function watchAbort(signal: AbortSignal, callback: () => void): void {
  const { callbacks } = watches.get(signal) ?? startWatch(signal);
  callbacks.add(callback);
}

export function unwatchAbort(signal: AbortSignal, callback: () => void): void {
  const watch = watches.get(signal);
  if (!watch?.callbacks.delete(callback) || watch.callbacks.size > 0) return;
  signal.removeEventListener("abort", watch.listener);
  watches.delete(signal);
}

function startWatch(signal: AbortSignal): Watch {
  const callbacks = new Set<() => void>();
  const listener = () => {
    for (const callback of [...callbacks]) callback();
  };
  const watch = { callbacks, listener };
  watches.set(signal, watch);
  signal.addEventListener("abort", listener);
  return watch;
}
