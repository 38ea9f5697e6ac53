/** Adler-32: RFC 1950 §8. */

const BASE: u32 = 65521;
/** The most bytes whose sums fit 32 bits before they are reduced: RFC 1950 §9's NMAX. */
const RUN: usize = 5552;

/** The checksum of `srcLength` bytes at `src`. */
export function adler32(src: usize, srcLength: usize): u32 {
  let a: u32 = 1;
  let b: u32 = 0;
  const end = src + srcLength;
  while (src < end) {
    const stop = min<usize>(src + RUN, end);
    for (; src < stop; ++src) {
      a += load<u8>(src);
      b += a;
    }
    a %= BASE;
    b %= BASE;
  }
  return (b << 16) | a;
}
