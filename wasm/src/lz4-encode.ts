import { ERROR_OVERFLOW } from "./_errors";
import { encodeLz4 } from "./lz4/encode";
import { lz4Bound } from "./lz4/sequence";

/** First free byte: the host's from here up. */
export const HEAP: usize = __heap_base;

/** Bytes that the block of `length` bytes may take at most. */
export function bound(length: usize): usize {
  return lz4Bound(length);
}

/**
 * Encodes `srcLength` bytes as one LZ4 block and returns its length, or `ERROR_OVERFLOW` if it does not fit. The
 * host keeps 64 bytes free after both buffers. `acceleration` is 1 for the best ratio; each step trades some for speed.
 */
export function encode(src: usize, srcLength: usize, dst: usize, dstLength: usize, acceleration: u32): i32 {
  const written = encodeLz4(src, srcLength, dst, dstLength, max<u32>(acceleration, 1));
  return written == 0 ? ERROR_OVERFLOW : written;
}
