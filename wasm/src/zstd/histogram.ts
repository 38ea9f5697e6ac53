/** Counting the occurrences of each byte. */

/** Four tables, so that runs of a byte do not wait for their own last increment. */
const PARTS: usize = memory.data(4 * 256 * sizeof<u32>(), 16);

/** Fills 256 u32 `counts` for `length` bytes at `src`. Returns the greatest. */
export function countBytes(counts: usize, src: usize, length: u32): u32 {
  memory.fill(PARTS, 0, 4 * 256 * sizeof<u32>());
  const end = src + length;
  for (; src + 8 <= end; src += 8) {
    const word = load<u64>(src);
    increment(0, <u32>word & 0xff);
    increment(1, <u32>(word >>> 8) & 0xff);
    increment(2, <u32>(word >>> 16) & 0xff);
    increment(3, <u32>(word >>> 24) & 0xff);
    increment(0, <u32>(word >>> 32) & 0xff);
    increment(1, <u32>(word >>> 40) & 0xff);
    increment(2, <u32>(word >>> 48) & 0xff);
    increment(3, <u32>(word >>> 56));
  }
  for (; src < end; ++src) increment(0, load<u8>(src));
  let most: u32 = 0;
  for (let i: usize = 0; i < 256; ++i) {
    const part = PARTS + (i << 2);
    const count = load<u32>(part) + load<u32>(part, 1024) + load<u32>(part, 2048) + load<u32>(part, 3072);
    store<u32>(counts + (i << 2), count);
    most = max(most, count);
  }
  return most;
}

// @ts-ignore: decorator
@inline
function increment(part: usize, byte: u32): void {
  const at = PARTS + (part << 10) + (<usize>byte << 2);
  store<u32>(at, load<u32>(at) + 1);
}
