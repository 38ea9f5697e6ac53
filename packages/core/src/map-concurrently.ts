/**
 * Bounded concurrency: a fixed number of tasks in flight over a lazy sequence.
 *
 * @module
 */

import { checkCount } from "./check-count.ts";

/** Options of `mapConcurrently`. */
export interface ConcurrencyOptions {
  /** Tasks in flight at a time, at least 1. */
  readonly concurrency: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs `task` on every item, `concurrency` at a time, taking items from the iterator only as slots become free. Rejects
 * with the first failure, or with `signal.reason`, once the tasks in flight have settled: none outlives the promise.
 * Rejects with `RangeError`, before any item is taken, if `concurrency` is not a whole number of at least 1.
 */
export async function mapConcurrently<T>(
  items: Iterable<T>,
  task: (item: T) => Promise<void>,
  { concurrency, signal }: ConcurrencyOptions,
): Promise<void> {
  checkCount("concurrency", concurrency, 1);
  const iterator = items[Symbol.iterator]();
  let failure: { readonly error: unknown } | undefined;
  const take = (): IteratorResult<T> => {
    if (!failure && signal?.aborted) failure = { error: signal.reason };
    if (failure) return { done: true, value: undefined };
    try {
      return iterator.next();
    } catch (error) {
      failure = { error };
      return { done: true, value: undefined };
    }
  };
  const lane = async (first: T): Promise<void> => {
    for (let item = first; ; ) {
      try {
        await task(item);
      } catch (error) {
        failure ??= { error };
      }
      const next = take();
      if (next.done) return;
      item = next.value;
    }
  };
  const lanes: Promise<void>[] = [];
  // No more lanes than items: most calls have few.
  do {
    const next = take();
    if (next.done) break;
    lanes.push(lane(next.value));
  } while (lanes.length < concurrency);
  await Promise.all(lanes);
  if (failure) throw (failure as { readonly error: unknown }).error;
}
