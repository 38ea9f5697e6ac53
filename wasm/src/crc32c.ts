import { continueCrc, usePolynomial } from "./checksum/crc-slices";

/** First free byte: the host's from here up. */
export const HEAP: usize = __heap_base;

/** CRC-32C (Castagnoli): RFC 3720 §12.1. */
usePolynomial(0x82f63b78);

/** Continues `crc` (0 at the start) over `srcLength` bytes at `src`. */
export function crc32c(crc: u32, src: usize, srcLength: usize): u32 {
  return continueCrc(crc, src, srcLength);
}
