/**
 * Results of recent reads, shared by those who want the same.
 *
 * @module
 */

import { type CallOptions, LruMap, unlessAborted } from "@chunkwright/core";

/** What is cached under `name`, or else the result of `read`. */
export type SharedReads<T> = (name: string, read: () => Promise<T>, options?: CallOptions) => Promise<T>;

/**
 * Keeps the last `capacity` results. Callers that want the same one at the same time share one read, which none of
 * them can abort alone; failures are not kept.
 */
export function sharedReads<T>(capacity: number): SharedReads<T> {
  const kept = new LruMap<string, Promise<T>>(capacity);

  function shared(name: string, read: () => Promise<T>): Promise<T> {
    const known = kept.get(name);
    if (known) return known;
    const result = read();
    kept.set(name, result);
    result.catch(() => kept.remove(name, result));
    return result;
  }

  return (name, read, options) => unlessAborted(shared(name, read), options?.signal);
}
