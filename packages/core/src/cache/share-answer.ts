/**
 * Waiting for an answer that somebody else has asked for.
 *
 * @module
 */

import { unlessAborted } from "../on-abort.ts";

/**
 * What `known`, another caller's read, comes to; or, if that failed, perhaps for an abort that is not ours, `retry`.
 * Rejects with `signal.reason` as soon as it aborts.
 */
export async function shareAnswer<V>(
  known: Promise<V>,
  signal: AbortSignal | undefined,
  retry: () => Promise<V>,
): Promise<V> {
  try {
    return await unlessAborted(known, signal);
  } catch {
    signal?.throwIfAborted();
    return await retry();
  }
}
