import { continueCrc, usePolynomial } from "./crc-slices";

/** CRC-32 of gzip: RFC 1952 §8. */
usePolynomial(0xedb88320);

/** The CRC of `srcLength` bytes at `src`. */
export function crc32(src: usize, srcLength: usize): u32 {
  return continueCrc(0, src, srcLength);
}
