/**
 * Zstandard decoder: all of RFC 8878. One call decodes whole frames; the output buffer is the window. Blosc 1 chunks,
 * too.
 */

import { decodeFrames, setDictionary, sumContentSizes } from "./zstd/frame-decode";

export { chunkLength, chunkScratchLength, decodeChunk } from "./blosc/zstd-decode";
export { unshuffleBytes as unshuffle } from "./shuffle/shuffle";
export { accumulate, byteswap } from "./bytes/words";

/** First free byte: the host's from here up. */
export const HEAP: usize = __heap_base;

/**
 * Decodes all frames of `src` into `dst` and returns the bytes written, or an `ERROR_*`. Skippable frames are
 * skipped, checksums verified. Up to 64 bytes after either buffer may be touched: the host keeps them free.
 */
export function decode(src: usize, srcLength: usize, dst: usize, dstLength: usize): i32 {
  return decodeFrames(src, srcLength, dst, dstLength);
}

/** Bytes that `decode` will write according to the frame headers; -100 if a frame does not say, or an `ERROR_*`. */
export function contentSize(src: usize, srcLength: usize): f64 {
  return <f64>sumContentSizes(src, srcLength);
}

/**
 * Decodes with the dictionary of `length` bytes at `content`, raw or formatted (§5), from now on; 0 bytes for none.
 * It stays where it is for as long as it is used. Returns its Dictionary_ID, 0 if it has none, or an `ERROR_*`.
 */
export function useDictionary(content: usize, length: usize): f64 {
  return <f64>setDictionary(content, <u32>length);
}
