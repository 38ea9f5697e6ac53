/** Adler-32: RFC 1950 §8. */

const BASE: u32 = 65521;
/** Bytes of a group, whose sums of sums fit 16 bits: 255 (1 + 2 + ... + 22) < 65536. */
const GROUP: usize = 8 * 22;
/** The most groups whose sums fit 32 bits before they are reduced: 5552 bytes are RFC 1950 §9's NMAX. */
const MOST_GROUPS: usize = 5552 / GROUP;
const EVEN_BYTES: u64 = 0x00ff00ff00ff00ff;
const EVEN_HALVES: u64 = 0x0000ffff0000ffff;

/** The checksum of `srcLength` bytes at `src`. */
export function adler32(src: usize, srcLength: usize): u32 {
  const end = src + srcLength;
  let a: u32 = 1;
  let b: u32 = 0;
  while (src + GROUP <= end) {
    for (let groups = min<usize>((end - src) / GROUP, MOST_GROUPS); groups > 0; --groups) {
      // Of every eighth byte a sum and the sum of the sums so far, in lanes of 16 bits, even and odd bytes apart.
      let even: u64 = 0;
      let odd: u64 = 0;
      let evenSums: u64 = 0;
      let oddSums: u64 = 0;
      for (const stop = src + GROUP; src < stop; src += 8) {
        const bytes = load<u64>(src);
        even += bytes & EVEN_BYTES;
        odd += (bytes >>> 8) & EVEN_BYTES;
        evenSums += even;
        oddSums += odd;
      }
      // Byte k of a step is one sum of eight behind byte k - 1.
      const pairs = even + odd;
      const late = sumOfLanes(odd) + 2 * lane(pairs, 1) + 4 * lane(pairs, 2) + 6 * lane(pairs, 3);
      b += <u32>GROUP * a + 8 * (sumOfLanes(evenSums) + sumOfLanes(oddSums)) - late;
      a += sumOfLanes(pairs);
    }
    a %= BASE;
    b %= BASE;
  }
  for (; src < end; ++src) {
    a += load<u8>(src);
    b += a;
  }
  return ((b % BASE) << 16) | a % BASE;
}

// @ts-ignore: decorator
@inline
function lane(lanes: u64, index: u64): u32 {
  return <u32>(lanes >>> (index << 4)) & 0xffff;
}

// @ts-ignore: decorator
@inline
function sumOfLanes(lanes: u64): u32 {
  const halves = (lanes & EVEN_HALVES) + ((lanes >>> 16) & EVEN_HALVES);
  return <u32>halves + <u32>(halves >>> 32);
}
