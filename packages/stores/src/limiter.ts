/**
 * Bounded concurrency for independent calls: a semaphore.
 *
 * @module
 */

import { onAbort } from "@chunkwright/core";

/** Runs `task` once fewer than the limit are running. Rejects with `signal.reason` if aborted while it waits. */
export type Limiter = <T>(task: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

/** At most `limit` tasks at a time, in order of arrival. Throws `RangeError` unless `limit` is at least 1. */
export function limiter(limit: number): Limiter {
  if (!Number.isInteger(limit) || limit < 1) throw new RangeError(`Cannot run ${limit} tasks at a time`);
  const waiting = new Set<() => void>();
  let running = 0;
  const slot = (signal: AbortSignal | undefined) =>
    new Promise<void>((resolve, reject) => {
      let forget = () => {};
      const enter = () => {
        waiting.delete(enter);
        forget();
        running += 1;
        resolve();
      };
      if (running < limit) {
        enter();
        return;
      }
      waiting.add(enter);
      forget = onAbort(signal, () => {
        waiting.delete(enter);
        reject(signal?.reason);
      });
    });
  return async (task, signal) => {
    signal?.throwIfAborted();
    await slot(signal);
    try {
      signal?.throwIfAborted();
      return await task();
    } finally {
      running -= 1;
      const [next] = waiting;
      next?.();
    }
  };
}
