/**
 * Claims on calls, one word of shared memory for each call that a worker holds. The worker claims a call before it
 * writes into shared memory, the pool before it cancels the call; whichever comes second gives way. So nothing is
 * written after a promise has settled. One more word counts the calls that the worker began.
 *
 * @module
 */

export type Claims = Int32Array<SharedArrayBuffer>;

const OPEN = 0;
const WRITING = 1;
const CANCELLED = 2;

/** Whether this thread can share memory with workers. Pages can if they are cross-origin isolated. */
export const canShareMemory: boolean =
  typeof SharedArrayBuffer !== "undefined" && globalThis.crossOriginIsolated !== false;

export function createClaims(slots: number): Claims | undefined {
  return canShareMemory ? new Int32Array(new SharedArrayBuffer(4 * (slots + 1))) : undefined;
}

/** Resets a slot for another call. */
export function openClaim(claims: Claims | undefined, slot: number): void {
  if (claims) Atomics.store(claims, slot, OPEN);
}

/** Whether the worker may write now; from then on the call can no longer be cancelled. */
export function claimWriting(claims: Claims | undefined, slot: number): boolean {
  return !claims || Atomics.compareExchange(claims, slot, OPEN, WRITING) === OPEN;
}

/** Whether the worker will not write any more. Without shared memory it never does. */
export function claimCancelled(claims: Claims | undefined, slot: number): boolean {
  return !claims || Atomics.compareExchange(claims, slot, OPEN, CANCELLED) !== WRITING;
}

/** Called by the worker as it begins a call. */
export function countBegun(claims: Claims | undefined): void {
  if (claims) Atomics.add(claims, claims.length - 1, 1);
}

/** Calls that the worker has begun, modulo 2^32; `undefined` without shared memory. */
export function callsBegun(claims: Claims | undefined): number | undefined {
  return claims && Atomics.load(claims, claims.length - 1);
}

export function isCancelled(claims: Claims | undefined, slot: number): boolean {
  return claims !== undefined && Atomics.load(claims, slot) === CANCELLED;
}
