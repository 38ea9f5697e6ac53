/** XXH64, whose low four bytes are a frame's Content_Checksum. RFC 8878 §3.1.1; xxHash specification 0.1.1. */

const PRIME_1: u64 = 0x9e3779b185ebca87;
const PRIME_2: u64 = 0xc2b2ae3d27d4eb4f;
const PRIME_3: u64 = 0x165667b19e3779f9;
const PRIME_4: u64 = 0x85ebca77c2b2ae63;
const PRIME_5: u64 = 0x27d4eb2f165667c5;

/** XXH64 of `length` bytes at `src` with seed 0. */
export function xxh64(src: usize, length: usize): u64 {
  const end = src + length;
  let hash: u64;
  if (length >= 32) {
    let a = PRIME_1 + PRIME_2;
    let b = PRIME_2;
    let c: u64 = 0;
    let d: u64 = 0 - PRIME_1;
    for (; src + 32 <= end; src += 32) {
      a = round(a, load<u64>(src));
      b = round(b, load<u64>(src, 8));
      c = round(c, load<u64>(src, 16));
      d = round(d, load<u64>(src, 24));
    }
    hash = rotl(a, 1) + rotl(b, 7) + rotl(c, 12) + rotl(d, 18);
    hash = merge(merge(merge(merge(hash, a), b), c), d);
  } else {
    hash = PRIME_5;
  }
  hash += length;
  for (; src + 8 <= end; src += 8) hash = rotl(hash ^ round(0, load<u64>(src)), 27) * PRIME_1 + PRIME_4;
  if (src + 4 <= end) {
    hash = rotl(hash ^ (<u64>load<u32>(src) * PRIME_1), 23) * PRIME_2 + PRIME_3;
    src += 4;
  }
  for (; src < end; ++src) hash = rotl(hash ^ (<u64>load<u8>(src) * PRIME_5), 11) * PRIME_1;
  hash = (hash ^ (hash >>> 33)) * PRIME_2;
  hash = (hash ^ (hash >>> 29)) * PRIME_3;
  return hash ^ (hash >>> 32);
}

// @ts-ignore: decorator
@inline
function round(accumulator: u64, lane: u64): u64 {
  return rotl(accumulator + lane * PRIME_2, 31) * PRIME_1;
}

// @ts-ignore: decorator
@inline
function merge(hash: u64, accumulator: u64): u64 {
  return (hash ^ round(0, accumulator)) * PRIME_1 + PRIME_4;
}
