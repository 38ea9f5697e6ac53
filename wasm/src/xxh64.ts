/** XXH64 as zstd frames use it: RFC 8878 §3.1.1. */

import { xxh64 } from "./zstd/xxh64";

/** First free byte: the host's from here up. */
export const HEAP: usize = __heap_base;

/** Content_Checksum of `srcLength` bytes at `src`: the low four bytes of their XXH64. */
export function contentChecksum(src: usize, srcLength: usize): u32 {
  return <u32>xxh64(src, srcLength);
}
