import { bloscLength, bloscScratch, decodeBlosc } from "./decode";
import { FORMAT_ZSTD } from "./header";
import { ERROR_UNSUPPORTED } from "../_errors";
import { decodeFrames } from "../zstd/frame-decode";

/** Bytes the Blosc 1 chunk at `src` decodes to, or an `ERROR_*`. */
export function chunkLength(src: usize, srcLength: usize): i32 {
  return bloscLength(src, srcLength);
}

/** Bytes of scratch memory that `decodeChunk` needs for the chunk at `src`, or an `ERROR_*`. */
export function chunkScratchLength(src: usize, srcLength: usize): i32 {
  return bloscScratch(src, srcLength);
}

/**
 * Decodes bytes `start` to `start + length` of a Blosc 1 chunk of zstd streams into `dst` and returns `length`, or
 * an `ERROR_*`; as in `decode` of `blosc-decode`, which has the other codecs.
 */
export function decodeChunk(
  src: usize, srcLength: usize, start: usize, length: usize, dst: usize, scratch: usize, scratchLength: usize,
): i32 {
  return decodeBlosc(src, srcLength, start, length, dst, scratch, scratchLength, decodeStream);
}

function decodeStream(format: u32, src: usize, srcLength: usize, dst: usize, dstLength: usize): i32 {
  return format == FORMAT_ZSTD ? decodeFrames(src, srcLength, dst, dstLength) : ERROR_UNSUPPORTED;
}
