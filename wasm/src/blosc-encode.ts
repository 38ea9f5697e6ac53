import { bloscEncodeScratch, encodeBlosc } from "./blosc/encode";
import { BLOSCLZ, LZ4, LZ4HC } from "./blosc/header";
import { encodeBloscLz } from "./blosc/blosclz-encode";
import { encodeLz4 } from "./lz4/encode";
import { encodeLz4Hc } from "./lz4/hc-encode";

/** First free byte: the host's from here up. */
export const HEAP: usize = __heap_base;

/** Bytes of scratch memory that `encode` needs with the same parameters. */
export function scratchLength(
  nbytes: usize, typesize: usize, codec: u32, level: u32, blocksize: usize, splitMode: u32,
): usize {
  return bloscEncodeScratch(nbytes, typesize, codec, level, blocksize, splitMode);
}

/**
 * Encodes `srcLength` bytes as one Blosc 1 chunk and returns its length, at most `srcLength + 16`, or an `ERROR_*`.
 * The host keeps 64 bytes free after `src` and `dst`. Parameters have c-blosc's numbers: `codec` 0 blosclz, 1 lz4,
 * 2 lz4hc, 3 snappy, 4 zlib, 5 zstd; `level` 0 to 9; `filter` 0 none, 1 bytes, 2 bits; `blocksize` 0 for its choice;
 * `splitMode` 1 always, 2 never, 3 auto, 4 as c-blosc does by default.
 *
 * Streams of codecs that are not in this module stay raw, for the host to encode. It then hands over a `dst` with
 * room for 4 bytes a block and 4 a stream more, or the chunk is stored.
 */
export function encode(
  src: usize, srcLength: usize, dst: usize, dstLength: usize, typesize: usize, codec: u32, level: u32, filter: u32,
  blocksize: usize, splitMode: u32, scratch: usize, scratchLength: usize,
): i32 {
  return encodeBlosc(
    src, srcLength, dst, dstLength, typesize, codec, level, filter, blocksize, splitMode, scratch, scratchLength,
    encodeStream,
  );
}

function encodeStream(
  codec: u32, level: u32, isSplit: bool, src: usize, srcLength: usize, dst: usize, dstLength: usize,
): i32 {
  if (codec == LZ4) return encodeLz4(src, srcLength, dst, dstLength, 10 - level);
  if (codec == LZ4HC) return encodeLz4Hc(src, srcLength, dst, dstLength, level);
  if (codec == BLOSCLZ) return encodeBloscLz(src, srcLength, dst, dstLength, level, isSplit);
  return 0;
}
