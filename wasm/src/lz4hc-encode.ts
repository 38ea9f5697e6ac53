import { ERROR_OVERFLOW } from "./_errors";
import { encodeLz4Hc } from "./lz4/hc-encode";
import { lz4Bound } from "./lz4/sequence";

/** First free byte: the host's from here up. */
export const HEAP: usize = __heap_base;

/** Bytes that the block of `length` bytes may take at most. */
export function bound(length: usize): usize {
  return lz4Bound(length);
}

/**
 * Encodes `srcLength` bytes as one LZ4 block and returns its length, or `ERROR_OVERFLOW` if it does not fit. Slower
 * and smaller than `lz4-encode`, from `level` 3 to 12. The host keeps 64 bytes free after both buffers.
 */
export function encode(src: usize, srcLength: usize, dst: usize, dstLength: usize, level: u32): i32 {
  const written = encodeLz4Hc(src, srcLength, dst, dstLength, level);
  return written == 0 ? ERROR_OVERFLOW : written;
}
