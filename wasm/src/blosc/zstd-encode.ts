import { chooseBlocksize } from "./blocksize";
import { bloscEncodeScratch, elementSize, encodeBlosc } from "./encode";
import { ZSTD } from "./header";
import { ERROR_SCRATCH } from "../_errors";
import { encodeFrame, scratchSize } from "../zstd/frame-encode";

/** Where the zstd encoder's scratch memory begins, while `encodeChunk` runs. */
let zstdScratch: usize = 0;

/** Bytes of scratch memory that `encodeChunk` needs with the same parameters. */
export function chunkScratchLength(
  nbytes: usize, typesize: usize, codec: u32, level: u32, blocksize: usize, splitMode: u32,
): usize {
  return blockScratch(nbytes, typesize, codec, level, blocksize, splitMode) +
    zstdScratchLength(nbytes, typesize, codec, level, blocksize, splitMode);
}

/**
 * Encodes a Blosc 1 chunk of zstd streams, codec 5; all else as in `encode` of `blosc-encode`, which has the other
 * codecs, and `scratch` is a multiple of 8 with 64 bytes free after it.
 */
export function encodeChunk(
  src: usize, srcLength: usize, dst: usize, dstLength: usize, typesize: usize, codec: u32, level: u32, filter: u32,
  blocksize: usize, splitMode: u32, scratch: usize, scratchLength: usize,
): i32 {
  const blockLength = blockScratch(srcLength, typesize, codec, level, blocksize, splitMode);
  const zstdLength = zstdScratchLength(srcLength, typesize, codec, level, blocksize, splitMode);
  if (scratchLength < blockLength + zstdLength) return ERROR_SCRATCH;
  zstdScratch = scratch + blockLength;
  return encodeBlosc(
    src, srcLength, dst, dstLength, typesize, codec, level, filter, blocksize, splitMode, scratch, blockLength,
    encodeStream,
  );
}

function encodeStream(
  codec: u32, level: u32, _isSplit: bool, src: usize, srcLength: usize, dst: usize, dstLength: usize,
): i32 {
  if (codec != ZSTD) return 0;
  return max<i32>(encodeFrame(src, srcLength, dst, dstLength, zstdLevel(level), false, zstdScratch), 0);
}

/** c-blosc 1.21, `zstd_wrap_compress`. */
function zstdLevel(level: u32): i32 {
  return level < 9 ? <i32>(2 * level) - 1 : 22;
}

function blockScratch(
  nbytes: usize, typesize: usize, codec: u32, level: u32, blocksize: usize, splitMode: u32,
): usize {
  return (bloscEncodeScratch(nbytes, typesize, codec, level, blocksize, splitMode) + 7) & ~7;
}

/** What the zstd encoder needs for a whole block, for the last one, and for a stream of a split one. */
function zstdScratchLength(
  nbytes: usize, typesize: usize, codec: u32, level: u32, blocksize: usize, splitMode: u32,
): usize {
  const size = elementSize(typesize);
  const chosen = chooseBlocksize(codec, level, size, nbytes, blocksize, splitMode);
  const whole = scratchSize(chosen, zstdLevel(level));
  const last = scratchSize(nbytes % chosen, zstdLevel(level));
  const split = scratchSize(chosen / size, zstdLevel(level));
  return max<usize>(whole, max<usize>(last, split));
}
