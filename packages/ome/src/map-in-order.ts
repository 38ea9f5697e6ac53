/**
 * Several asynchronous tasks at a time, with the outcome of one after another.
 *
 * @module
 */

import { type CallOptions, mapConcurrently } from "@chunkwright/core";

/** Tasks in flight: files that are opened, folders that are listed, wells that are read at a time. */
const CONCURRENCY = 8;

/** The results in the order of `items`. Rejects with the failure of the first item that fails, in this order. */
export async function mapInOrder<T, R>(
  items: Iterable<T>,
  task: (item: T) => Promise<R>,
  { signal }: CallOptions = {},
): Promise<R[]> {
  const results: R[] = [];
  let failed: { readonly index: number; readonly error: unknown } | undefined;
  const run = async ([index, item]: readonly [number, T]): Promise<void> => {
    try {
      results[index] = await task(item);
    } catch (error) {
      // All items before this one have begun, and are waited for.
      if (!failed || index < failed.index) failed = { index, error };
      throw error;
    }
  };
  const entries = Array.from(items, (item, index) => [index, item] as const);
  await mapConcurrently(entries, run, { concurrency: CONCURRENCY, signal }).catch((error) => {
    throw failed && !signal?.aborted ? failed.error : error;
  });
  return results;
}
