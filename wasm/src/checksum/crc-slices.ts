/**
 * Reflected CRCs of 32 bits, eight bytes a step ("slicing by 8"), three steps side by side, which need not wait for
 * each other ("braids"). One polynomial a module.
 */

/** Bytes of a step, and of a round of steps side by side. */
const STEP: usize = 8;
const ROUND: usize = 24;

/** `TABLE[k][b]`: the CRC of byte `b` followed by `k` zero bytes. */
const TABLE: usize = memory.data(24 * 256 * sizeof<u32>(), alignof<u32>());

/** Makes the table of `polynomial`, its highest power in the lowest bit. */
export function usePolynomial(polynomial: u32): void {
  for (let byte: u32 = 0; byte < 256; ++byte) {
    let crc = byte;
    for (let bit = 0; bit < 8; ++bit) crc = (crc >>> 1) ^ (polynomial & -(crc & 1));
    store<u32>(TABLE + (<usize>byte << 2), crc);
  }
  for (let entry: usize = 256; entry < ROUND * 256; ++entry) {
    const shorter = load<u32>(TABLE + ((entry - 256) << 2));
    store<u32>(TABLE + (entry << 2), (shorter >>> 8) ^ at(0, shorter & 0xff));
  }
}

/** Continues `crc` (0 at the start) over `srcLength` bytes at `src`. */
export function continueCrc(crc: u32, src: usize, srcLength: usize): u32 {
  const end = src + srcLength;
  crc = ~crc;
  if (src + 2 * ROUND <= end) {
    // The CRC so far, to be XORed into the next bytes of each braid.
    let second: u32 = 0;
    let third: u32 = 0;
    for (const last = end - 2 * ROUND; src <= last; src += ROUND) {
      const next = advance(ROUND, load<u64>(src) ^ crc);
      const nextSecond = advance(ROUND, load<u64>(src, 8) ^ second);
      third = advance(ROUND, load<u64>(src, 16) ^ third);
      crc = next;
      second = nextSecond;
    }
    crc = advance(STEP, load<u64>(src) ^ crc);
    crc = advance(STEP, load<u64>(src, 8) ^ second ^ crc);
    crc = advance(STEP, load<u64>(src, 16) ^ third ^ crc);
    src += ROUND;
  }
  for (; src + STEP <= end; src += STEP) crc = advance(STEP, load<u64>(src) ^ crc);
  for (; src < end; ++src) crc = (crc >>> 8) ^ at(0, (crc ^ load<u8>(src)) & 0xff);
  return ~crc;
}

/** The CRC of 8 bytes and zero bytes after them, `length` bytes together. */
// @ts-ignore: decorator
@inline
function advance(length: usize, bytes: u64): u32 {
  const low = <u32>bytes;
  const high = <u32>(bytes >>> 32);
  return (
    at(length - 1, low & 0xff) ^
    at(length - 2, (low >>> 8) & 0xff) ^
    at(length - 3, (low >>> 16) & 0xff) ^
    at(length - 4, low >>> 24) ^
    at(length - 5, high & 0xff) ^
    at(length - 6, (high >>> 8) & 0xff) ^
    at(length - 7, (high >>> 16) & 0xff) ^
    at(length - 8, high >>> 24)
  );
}

// @ts-ignore: decorator
@inline
function at(slice: usize, byte: u32): u32 {
  return load<u32>(TABLE + (slice << 10) + (<usize>byte << 2));
}
