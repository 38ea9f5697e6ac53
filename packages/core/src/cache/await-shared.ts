/**
 * Waiting for a read that another caller has started.
 *
 * @module
 */

import { unlessAborted } from "../on-abort.ts";

/**
 * The result of `shared`, another caller's read; if that fails, perhaps because the other caller aborted it, of
 * `retry`. Rejects with `signal.reason` as soon as `signal` aborts.
 */
export async function awaitShared<V>(
  shared: Promise<V>,
  signal: AbortSignal | undefined,
  retry: () => Promise<V>,
): Promise<V> {
  try {
    return await unlessAborted(shared, signal);
  } catch {
    signal?.throwIfAborted();
    return await retry();
  }
}
