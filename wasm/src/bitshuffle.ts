import { shuffleBits, unshuffleBits } from "./shuffle/bitshuffle";
import { ERROR_INVALID } from "./_errors";

/** First free byte: the host's from here up. */
export const HEAP: usize = __heap_base;

/**
 * Bit shuffles `length` bytes at `src` into `dst`, which do not overlap, in blocks of `blockElements` elements of
 * `typesize` bytes; 0 for one block. As in the bitshuffle library, the last block is cut to a multiple of 8
 * elements, and what is left is copied. Touches nothing beyond `length`. Returns `length`, or an `ERROR_*` if
 * `typesize` is not 1 to 255 or `blockElements` no multiple of 8.
 */
export function bitshuffle(src: usize, dst: usize, length: usize, typesize: usize, blockElements: usize): i32 {
  return eachBlock(src, dst, length, typesize, blockElements, false);
}

/** The inverse of `bitshuffle`. */
export function bitunshuffle(src: usize, dst: usize, length: usize, typesize: usize, blockElements: usize): i32 {
  return eachBlock(src, dst, length, typesize, blockElements, true);
}

function eachBlock(
  src: usize, dst: usize, length: usize, typesize: usize, blockElements: usize, isInverse: bool,
): i32 {
  if (typesize - 1 >= 255 || (blockElements & 7) != 0) return ERROR_INVALID;
  let left = (length / typesize) & ~7;
  const end = src + length;
  while (left > 0) {
    const elements = blockElements == 0 ? left : min<usize>(left, blockElements);
    if (isInverse) unshuffleBits(src, dst, elements, typesize);
    else shuffleBits(src, dst, elements, typesize);
    src += elements * typesize;
    dst += elements * typesize;
    left -= elements;
  }
  memory.copy(dst, src, end - src);
  return <i32>length;
}
