/**
 * Bit shuffle: bit 0 of the first byte of all elements, then bit 1, and so on; a byte of such a row holds the bits of
 * 8 elements, the first in the lowest. This is the layout of the bitshuffle library and of c-blosc 1.
 *
 * Both directions go through groups of elements that are byte shuffled first, so that a cache line of each of 8 rows
 * is met whole: rows often lie a multiple of 4096 bytes apart, and 16 of them would not stay in the cache.
 */

import { planeToRows, rowsToPlane } from "./bitshuffle-simd";
import { shuffleBytes, unshuffleBytes } from "./shuffle";

/** Elements whose bits fill 64 bytes of a row. */
const LINE: usize = 512;
/** The planes of a group; beyond typesize 32 groups are smaller. */
const PLANES: usize = memory.data(0x4000, 16);
const PLANES_LENGTH: usize = 0x4000;

/** Writes `elements` of `typesize` bytes as rows of bits. `elements` is a multiple of 8, `typesize` 1 to 255. */
export function shuffleBits(src: usize, dst: usize, elements: usize, typesize: usize): void {
  const rowLength = elements >> 3;
  const group = min<usize>(LINE, PLANES_LENGTH / typesize & ~7);
  for (let done: usize = 0; done < elements; done += group) {
    const count = min<usize>(group, elements - done);
    let plane = src + done * typesize;
    if (typesize > 1) {
      shuffleBytes(plane, PLANES, count * typesize, typesize);
      plane = PLANES;
    }
    let rows = dst + (done >> 3);
    for (let byte: usize = 0; byte < typesize; ++byte) {
      let i: usize = 0;
      if (ASC_FEATURE_SIMD) i = planeToRows(plane, rows, count, rowLength);
      for (; i < count; i += 8) {
        let bits = transpose8(load<u64>(plane + i));
        for (let row = rows + (i >> 3), bit = 0; bit < 8; ++bit, row += rowLength, bits >>= 8) store<u8>(row, bits);
      }
      plane += count;
      rows += rowLength << 3;
    }
  }
}

/** The inverse of `shuffleBits`. */
export function unshuffleBits(src: usize, dst: usize, elements: usize, typesize: usize): void {
  const rowLength = elements >> 3;
  const group = min<usize>(LINE, PLANES_LENGTH / typesize & ~7);
  for (let done: usize = 0; done < elements; done += group) {
    const count = min<usize>(group, elements - done);
    const out = dst + done * typesize;
    let plane = typesize > 1 ? PLANES : out;
    let rows = src + (done >> 3);
    for (let byte: usize = 0; byte < typesize; ++byte) {
      let i: usize = 0;
      if (ASC_FEATURE_SIMD) i = rowsToPlane(rows, plane, count, rowLength);
      for (; i < count; i += 8) {
        let bits: u64 = 0;
        for (let row = rows + (i >> 3), bit: u64 = 0; bit < 64; bit += 8, row += rowLength) bits |= load<u8>(row) << bit;
        store<u64>(plane + i, transpose8(bits));
      }
      plane += count;
      rows += rowLength << 3;
    }
    if (typesize > 1) unshuffleBytes(PLANES, out, count * typesize, typesize);
  }
}

/** Transposes 8 by 8 bits by swapping ever larger corners. Its own inverse. */
// @ts-ignore: decorator
@inline
function transpose8(bits: u64): u64 {
  let swap = (bits ^ (bits >> 7)) & 0x00aa00aa00aa00aa;
  bits ^= swap ^ (swap << 7);
  swap = (bits ^ (bits >> 14)) & 0x0000cccc0000cccc;
  bits ^= swap ^ (swap << 14);
  swap = (bits ^ (bits >> 28)) & 0x00000000f0f0f0f0;
  return bits ^ swap ^ (swap << 28);
}
