import { decodeLz4 } from "./lz4/decode";

export { unshuffleBytes as unshuffle } from "./shuffle/shuffle";
export { byteswap } from "./bytes/words";

/** First free byte: the host's from here up. */
export const HEAP: usize = __heap_base;

/**
 * Decodes one LZ4 block into `dst` and returns its length, or an `ERROR_*`. The host keeps 64 bytes free after both
 * buffers. A block is accepted whatever the end-of-block rules 2 and 3 say, as LZ4_decompress_safe mostly does.
 */
export function decode(src: usize, srcLength: usize, dst: usize, dstLength: usize): i32 {
  return decodeLz4(src, srcLength, dst, dstLength);
}
