/**
 * The copies of the LZ77 family. They move 16 bytes a step and may read and write up to `SLACK` bytes past the
 * length asked for, which is why every buffer handed to a kernel is followed by that much memory of the host's.
 *
 * However long they are, none calls `memory.copy`: V8 keeps on the stack what a loop with a call in it needs afterwards,
 * which takes a tenth of the time of LZ4 (bench/codecs).
 */

/** Bytes past the end of a source or a destination that a kernel may touch; their content is left undefined. */
export const SLACK: usize = 64;

/** Row n, for distances 1 to 16: the bytes i % n, which spread a pattern of n bytes over a vector. */
const REPEAT: usize = memory.data(17 * 16, 16);

for (let distance: u32 = 1; distance <= 16; ++distance) {
  for (let i: u32 = 0; i < 16; ++i) store<u8>(REPEAT + (distance << 4) + i, <u8>(i % distance));
}

// @ts-ignore: decorator
@inline
export function copy16(dst: usize, src: usize): void {
  if (ASC_FEATURE_SIMD) {
    v128.store(dst, v128.load(src));
  } else {
    const low = load<u64>(src);
    store<u64>(dst + 8, load<u64>(src + 8));
    store<u64>(dst, low);
  }
}

/**
 * Repeats the `distance` bytes before `dst` over the next 18, without a branch. `distance` is 1 or more with SIMD,
 * 8 or more without.
 */
// @ts-ignore: decorator
@inline
export function copyShortMatch(dst: usize, distance: usize): void {
  if (ASC_FEATURE_SIMD) {
    const row = v128.load(REPEAT + (min<usize>(distance, 16) << 4));
    v128.store(dst, v128.swizzle(v128.load(dst - distance), row));
  } else {
    store<u64>(dst, load<u64>(dst - distance));
    store<u64>(dst + 8, load<u64>(dst + 8 - distance));
  }
  store<u16>(dst + 16, load<u16>(dst + 16 - max<usize>(distance, 2)));
}

/** Copies `length` bytes between ranges that do not overlap; runs over by up to 31 bytes. */
export function copyLiterals(dst: usize, src: usize, length: usize): void {
  const end = dst + length;
  do {
    copy16(dst, src);
    copy16(dst + 16, src + 16);
    dst += 32;
    src += 32;
  } while (dst < end);
}

/** Repeats the `distance` bytes before `dst`, 1 or more, over the next `length`; runs over by up to 31 bytes. */
export function copyMatch(dst: usize, distance: usize, length: usize): void {
  const end = dst + length;
  let match = dst - distance;
  if (ASC_FEATURE_SIMD) {
    if (distance < 16) {
      const pattern = v128.swizzle(v128.load(match), v128.load(REPEAT + (distance << 4)));
      const step: usize = 16 - (<usize>16 % distance);
      do {
        v128.store(dst, pattern);
        dst += step;
      } while (dst < end);
      return;
    }
  } else {
    // Each round doubles the distance, a multiple of the period, until 8 bytes can be moved at once.
    while (dst - match < 8) {
      store<u64>(dst, load<u64>(match));
      dst += dst - match;
    }
    if (dst - match < 16) {
      while (dst < end) {
        store<u64>(dst, load<u64>(match));
        dst += 8;
        match += 8;
      }
      return;
    }
  }
  while (dst < end) {
    copy16(dst, match);
    dst += 16;
    match += 16;
  }
}
