/**
 * How long to wait before a retry.
 *
 * @module
 */

/** Limit on what a server may request. */
export const MAX_RETRY_AFTER_MS = 30_000;

/** Milliseconds that a Retry-After header asks for, capped; 0 without one. RFC 9110 §10.2.3. */
export function retryAfterMs(header: string | null, now: number = Date.now()): number {
  if (header === null) return 0;
  const wait = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(wait) ? 0 : Math.min(Math.max(wait, 0), MAX_RETRY_AFTER_MS);
}

/**
 * A random pause of at most `firstMs`, doubled with each try, so that clients that failed together do not retry
 * together.
 */
export function backoffMs(tries: number, firstMs: number, random: () => number = Math.random): number {
  return random() * firstMs * 2 ** (tries - 1);
}
