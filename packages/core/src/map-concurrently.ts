/**
 * Bounded concurrency: a fixed number of tasks in flight over a lazy sequence.
 *
 * @module
 */

/** Options of `mapConcurrently`. */
export interface ConcurrencyOptions {
  /** Tasks in flight at a time, at least 1. */
  readonly concurrency: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs `task` on every item, `concurrency` at a time, taking items from the iterator only as slots become free. Rejects
 * with the first failure, or with `signal.reason`, once the tasks in flight have settled: none outlives the promise.
 */
export async function mapConcurrently<T>(
  items: Iterable<T>,
  task: (item: T) => Promise<void>,
  { concurrency, signal }: ConcurrencyOptions,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  let failure: { readonly error: unknown } | undefined;
  const lane = async (): Promise<void> => {
    while (!failure) {
      if (signal?.aborted) {
        failure = { error: signal.reason };
        return;
      }
      const next = iterator.next();
      if (next.done) return;
      try {
        await task(next.value);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, lane));
  if (failure) throw failure.error;
}
