/** DEFLATE encoder: RFC 1951. Envelopes are the host's; their checksums are here, where the bytes are. */

import { closeBlocks, openBlocks } from "./deflate/block";
import { findFast } from "./deflate/fast";
import { findLazy } from "./deflate/lazy";
import { closeStream, hasRoom, openStream, putStored, storedBits } from "./deflate/stream";
import { sampleCosts } from "./deflate/worth";
import { ERROR_OVERFLOW } from "./_errors";

export { adler32 } from "./checksum/adler32";
export { crc32 } from "./checksum/crc32";
export { difference } from "./bytes/difference";
export { byteswap } from "./bytes/words";

/** First free byte: the host's from here up. */
export const HEAP: usize = __heap_base;

const MAX_LEVEL: u32 = 9;
const FIRST_LAZY_LEVEL: u32 = 3;

/** Bytes that the stream of `srcLength` bytes never exceeds. */
export function bound(srcLength: usize): usize {
  return srcLength + 5 * (srcLength >>> 12) + 16;
}

/**
 * Encodes `srcLength` bytes as one stream and returns its length, or `ERROR_OVERFLOW` if it does not fit. Level 0
 * stores, 1 is the fastest, 9 the smallest. Up to 64 bytes behind either buffer may be touched: the host keeps them
 * free.
 */
export function encode(src: usize, srcLength: usize, dst: usize, dstLength: usize, level: u32): i32 {
  openStream(dst, dstLength);
  if (level == 0) {
    if (!hasRoom(storedBits(srcLength))) return ERROR_OVERFLOW;
    putStored(src, srcLength, true);
    return <i32>(closeStream() - dst);
  }
  const end = src + srcLength;
  openBlocks(src);
  sampleCosts(src, srcLength);
  const isWritten =
    level < FIRST_LAZY_LEVEL
      ? findFast(src, end, level == 1)
      : findLazy(src, end, min<u32>(level, MAX_LEVEL));
  return isWritten && closeBlocks() ? <i32>(closeStream() - dst) : ERROR_OVERFLOW;
}
