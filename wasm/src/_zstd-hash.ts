/** Hashes of the next few bytes, for match finders. */

/** An odd number of 64 bits without pattern: 2^64 divided by the golden ratio. */
const MULTIPLIER: u64 = 0x9e3779b97f4a7c15;

/** Hash of the lowest bytes of `word`: all but `unused` bits of it, as a number of 64 - `shift` bits. */
// @ts-ignore: decorator
@inline
export function hashOf(word: u64, unused: u64, shift: u64): usize {
  return <usize>(((word << unused) * MULTIPLIER) >>> shift);
}
