/** Reflected CRCs of 32 bits, eight bytes a step ("slicing by 8"). One polynomial a module. */

/** `TABLE[k][b]`: the CRC of byte `b` followed by `k` zero bytes. */
const TABLE: usize = memory.data(8 * 256 * sizeof<u32>(), alignof<u32>());

/** Makes the table of `polynomial`, its highest power in the lowest bit. */
export function usePolynomial(polynomial: u32): void {
  for (let byte: u32 = 0; byte < 256; ++byte) {
    let crc = byte;
    for (let bit = 0; bit < 8; ++bit) crc = (crc >>> 1) ^ (polynomial & -(crc & 1));
    store<u32>(TABLE + (<usize>byte << 2), crc);
  }
  for (let entry: usize = 256; entry < 8 * 256; ++entry) {
    const shorter = load<u32>(TABLE + ((entry - 256) << 2));
    store<u32>(TABLE + (entry << 2), (shorter >>> 8) ^ at(0, shorter & 0xff));
  }
}

/** Continues `crc` (0 at the start) over `srcLength` bytes at `src`. */
export function continueCrc(crc: u32, src: usize, srcLength: usize): u32 {
  crc = ~crc;
  const end = src + srcLength;
  for (; src + 8 <= end; src += 8) {
    const low = load<u32>(src) ^ crc;
    const high = load<u32>(src, 4);
    crc =
      at(7, low & 0xff) ^
      at(6, (low >>> 8) & 0xff) ^
      at(5, (low >>> 16) & 0xff) ^
      at(4, low >>> 24) ^
      at(3, high & 0xff) ^
      at(2, (high >>> 8) & 0xff) ^
      at(1, (high >>> 16) & 0xff) ^
      at(0, high >>> 24);
  }
  for (; src < end; ++src) crc = (crc >>> 8) ^ at(0, (crc ^ load<u8>(src)) & 0xff);
  return ~crc;
}

// @ts-ignore: decorator
@inline
function at(slice: usize, byte: u32): u32 {
  return load<u32>(TABLE + (slice << 10) + (<usize>byte << 2));
}
