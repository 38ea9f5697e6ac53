/**
 * Bounded concurrency for calls that arrive one by one.
 *
 * @module
 */

/** Runs `task` once fewer than the limit are running. Rejects with `signal.reason` if aborted while it waits. */
export type Limiter = <T>(task: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

/** At most `limit` tasks at a time, first come first served. Throws `RangeError` unless `limit` is at least 1. */
export function limiter(limit: number): Limiter {
  if (!Number.isInteger(limit) || limit < 1) throw new RangeError(`Cannot run ${limit} tasks at a time`);
  const waiting = new Set<() => void>();
  let running = 0;
  const slot = (signal: AbortSignal | undefined) =>
    new Promise<void>((resolve, reject) => {
      const enter = () => {
        waiting.delete(enter);
        signal?.removeEventListener("abort", leave);
        running += 1;
        resolve();
      };
      const leave = () => {
        waiting.delete(enter);
        reject(signal?.reason);
      };
      if (running < limit) return enter();
      waiting.add(enter);
      signal?.addEventListener("abort", leave, { once: true });
    });
  return async (task, signal) => {
    signal?.throwIfAborted();
    await slot(signal);
    try {
      return await task();
    } finally {
      running -= 1;
      const [next] = waiting;
      next?.();
    }
  };
}
