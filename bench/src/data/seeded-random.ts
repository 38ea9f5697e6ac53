/**
 * Random numbers that come out the same on every run.
 *
 * @module
 */

/** At least 0, less than 1, from xorshift32. G. Marsaglia, "Xorshift RNGs", 2003, §3.1. */
export function seededRandom(seed: number): () => number {
  // Zero is the one state that xorshift never leaves.
  let state = Math.imul(seed + 1, 0x9e3779b1) || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Whole counts around `mean`, as photons arrive: exact for small means, a rounded normal distribution for others. */
export function poisson(mean: number, next: () => number): number {
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(next)));
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = next(); product > limit; product *= next()) count += 1;
  return count;
}

/** Mean 0, variance 1. Box and Muller, 1958. */
export function normal(next: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}
