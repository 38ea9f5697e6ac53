/** Zstandard encoder: frames of RFC 8878 with content size and, on demand, checksum. Blosc 1 chunks of them, too. */

import { encodeFrame, frameBound, scratchSize } from "./zstd/frame-encode";

export { chunkScratchLength, encodeChunk } from "./blosc/zstd-encode";
export { difference } from "./bytes/difference";
export { byteswap } from "./bytes/words";

/** First free byte: the host's from here up. */
export const HEAP: usize = __heap_base;

/** Bytes that a frame of `srcLength` bytes never exceeds. */
export function bound(srcLength: usize): usize {
  return frameBound(srcLength);
}

/** Bytes of scratch memory that `encode` needs; their content is of no concern before and after. */
export function scratchLength(srcLength: usize, level: i32): usize {
  return scratchSize(srcLength, level);
}

/**
 * Encodes `src` as one frame into `dst` and returns its length, or an `ERROR_*`. Levels are 1 to 22, 0 for the
 * default 3, negative ones for speed. Up to 64 bytes after `src`, `dst` and `scratch` may be touched: the host keeps
 * them free. `scratch` is a multiple of 8.
 */
export function encode(
  src: usize,
  srcLength: usize,
  dst: usize,
  dstLength: usize,
  level: i32,
  checksum: i32,
  scratch: usize,
): i32 {
  return encodeFrame(src, srcLength, dst, dstLength, level, checksum != 0, scratch);
}
