/**
 * Reproducible random numbers.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";

export interface SeededRandom {
  /** At least 0, less than 1. */
  next(): number;
  /** A whole number of at least 0 and less than `limit`. */
  below(limit: number): number;
  bytes(length: number): Bytes;
}

/** A generator for tests: xorshift32 (G. Marsaglia, "Xorshift RNGs", 2003, §3.1), not for secrets. */
export function seededRandom(seed: number): SeededRandom {
  // Zero is the one state that xorshift never leaves.
  let state = Math.imul(seed + 1, 0x9e3779b1) || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    bytes: (length) => Uint8Array.from({ length }, () => below(256)),
  };
}
