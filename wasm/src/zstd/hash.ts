/** Hashes of the next few bytes, for match finders. */

/** An odd number of 64 bits without pattern, from SplitMix64. The golden ratio spreads runs of 7 bytes badly. */
const MULTIPLIER: u64 = 0xbf58476d1ce4e5b9;

/** Hash of the lowest bytes of `word`: all but `unused` bits of it, as a number of 64 - `shift` bits. */
// @ts-ignore: decorator
@inline
export function hashOf(word: u64, unused: u64, shift: u64): usize {
  return <usize>(((word << unused) * MULTIPLIER) >>> shift);
}

/** Sets the slot of the hash at `at` in `table` to `at`. */
// @ts-ignore: decorator
@inline
export function remember(table: usize, at: usize, unused: u64, shift: u64): void {
  store<usize>(table + (hashOf(load<u64>(at), unused, shift) << 2), at);
}
