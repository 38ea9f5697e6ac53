import { bloscLength, bloscScratch, decodeBlosc } from "./blosc/decode";
import { FORMAT_BLOSCLZ, FORMAT_LZ4, FORMAT_SNAPPY } from "./blosc/header";
import { decodeBloscLz } from "./blosc/blosclz-decode";
import { ERROR_UNSUPPORTED } from "./_errors";
import { decodeLz4 } from "./lz4/decode";
import { decodeSnappy } from "./blosc/snappy-decode";

export { byteswap } from "./bytes/words";

/** First free byte: the host's from here up. */
export const HEAP: usize = __heap_base;

/** Bytes the Blosc 1 chunk at `src` decodes to, or an `ERROR_*`. */
export function decodedLength(src: usize, srcLength: usize): i32 {
  return bloscLength(src, srcLength);
}

/** Bytes of scratch memory that `decode` needs for the chunk at `src`, or an `ERROR_*`. */
export function scratchLength(src: usize, srcLength: usize): i32 {
  return bloscScratch(src, srcLength);
}

/**
 * Decodes bytes `start` to `start + length` of a Blosc 1 chunk into `dst` and returns `length`, or an `ERROR_*`. The
 * host keeps 64 bytes free after `src` and `dst`. Inner codecs blosclz, lz4 and snappy; a stream of another one is
 * `ERROR_UNSUPPORTED`, unless the chunk holds it raw, as a host may have it that inflates the streams itself.
 */
export function decode(
  src: usize, srcLength: usize, start: usize, length: usize, dst: usize, scratch: usize, scratchLength: usize,
): i32 {
  return decodeBlosc(src, srcLength, start, length, dst, scratch, scratchLength, decodeStream);
}

function decodeStream(format: u32, src: usize, srcLength: usize, dst: usize, dstLength: usize): i32 {
  if (format == FORMAT_LZ4) return decodeLz4(src, srcLength, dst, dstLength);
  if (format == FORMAT_BLOSCLZ) return decodeBloscLz(src, srcLength, dst, dstLength);
  if (format == FORMAT_SNAPPY) return decodeSnappy(src, srcLength, dst, dstLength);
  return ERROR_UNSUPPORTED;
}
