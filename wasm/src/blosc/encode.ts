import { shuffleBits } from "../shuffle/bitshuffle";
import { chooseBlocksize, isSplit } from "./blocksize";
import {
  BITSHUFFLE, CODEC_VERSION, FLAG_BITSHUFFLE, FLAG_SHUFFLE, FLAG_STORED, FLAG_UNSPLIT, FORMAT_SHIFT, HEADER_LENGTH,
  LZ4HC, MIN_BUFFER, SHUFFLE, VERSION, ZSTD,
} from "./header";
import { SLACK } from "../bytes/copy";
import { ERROR_OVERFLOW, ERROR_SCRATCH, ERROR_UNSUPPORTED } from "../_errors";
import { shuffleBytes } from "../shuffle/shuffle";

/** Encodes a stream and returns its length, or 0 if that would not be less than `dstLength` or the codec is missing. */
export type EncodeStream = (
  codec: u32, level: u32, isSplit: bool, src: usize, srcLength: usize, dst: usize, dstLength: usize,
) => i32;

const MAX_NBYTES: usize = 0x7fffffff - HEADER_LENGTH;

/** Bytes of scratch memory that `encodeBlosc` needs: a block after its filter. */
export function bloscEncodeScratch(
  nbytes: usize, typesize: usize, codec: u32, level: u32, forcedBlocksize: usize, splitMode: u32,
): usize {
  return chooseBlocksize(codec, level, elementSize(typesize), nbytes, forcedBlocksize, splitMode) + SLACK;
}

/**
 * Encodes `srcLength` bytes as one Blosc 1 chunk and returns its length, or an `ERROR_*`. Laid out as c-blosc 1.21
 * does: a chunk that does not fit into `dstLength` is stored instead.
 */
export function encodeBlosc(
  src: usize, srcLength: usize, dst: usize, dstLength: usize, typesize: usize, codec: u32, level: u32, filter: u32,
  forcedBlocksize: usize, splitMode: u32, scratch: usize, scratchLength: usize, encodeStream: EncodeStream,
): i32 {
  if (srcLength > MAX_NBYTES || codec > ZSTD || level > 9 || filter > BITSHUFFLE) return ERROR_UNSUPPORTED;
  typesize = elementSize(typesize);
  const blocksize = chooseBlocksize(codec, level, typesize, srcLength, forcedBlocksize, splitMode);
  if (blocksize + SLACK > scratchLength) return ERROR_SCRATCH;
  if (dstLength < HEADER_LENGTH) return ERROR_OVERFLOW;
  const splits = isSplit(codec, typesize, blocksize, splitMode);
  const format = codec < LZ4HC ? codec : codec - 1;
  let flags = format << FORMAT_SHIFT;
  if (filter == SHUFFLE) flags |= FLAG_SHUFFLE;
  if (filter == BITSHUFFLE) flags |= FLAG_BITSHUFFLE;
  if (!splits) flags |= FLAG_UNSPLIT;

  let end: usize = 0;
  if (level > 0 && srcLength >= MIN_BUFFER) {
    const blocks = (srcLength - 1) / blocksize + 1;
    end = HEADER_LENGTH + (blocks << 2);
    for (let block: usize = 0; block < blocks && end != 0; ++block) {
      const start = block * blocksize;
      const length = min<usize>(blocksize, srcLength - start);
      if (end > dstLength) {
        end = 0;
        break;
      }
      store<u32>(dst + HEADER_LENGTH + (block << 2), end);
      const from = filterBlock(src + start, length, typesize, filter, scratch);
      const streams = splits && length == blocksize ? typesize : 1;
      end = encodeBlock(from, length, streams, splits, dst, end, dstLength, codec, level, encodeStream);
    }
  }
  if (end == 0) {
    flags |= FLAG_STORED;
    end = HEADER_LENGTH + srcLength;
    if (end > dstLength) return ERROR_OVERFLOW;
    memory.copy(dst + HEADER_LENGTH, src, srcLength);
  }
  store<u8>(dst, VERSION);
  store<u8>(dst, CODEC_VERSION, 1);
  store<u8>(dst, flags, 2);
  store<u8>(dst, typesize, 3);
  store<u32>(dst, srcLength, 4);
  store<u32>(dst, blocksize, 8);
  store<u32>(dst, end, 12);
  return <i32>end;
}

/** Largest typesize in a header: larger elements, and size 0, are treated as bytes, as in c-blosc. */
export function elementSize(typesize: usize): usize {
  return typesize == 0 || typesize > 255 ? 1 : typesize;
}

/** The filtered block: in `scratch`, or in place if there is no filter. */
function filterBlock(block: usize, length: usize, typesize: usize, filter: u32, scratch: usize): usize {
  const elements = length / typesize;
  const whole = elements * typesize;
  if (filter == SHUFFLE && typesize > 1) shuffleBytes(block, scratch, length, typesize);
  else if (filter == BITSHUFFLE && elements > 0 && (elements & 7) == 0) {
    shuffleBits(block, scratch, elements, typesize);
    memory.copy(scratch + whole, block + whole, length - whole);
  } else return block;
  return scratch;
}

/** Writes the streams of a block from `dst + end` on and returns their end, 0 if they do not fit into `dstLength`. */
function encodeBlock(
  from: usize, length: usize, streams: usize, isSplit: bool, dst: usize, end: usize, dstLength: usize, codec: u32,
  level: u32, encodeStream: EncodeStream,
): usize {
  const streamLength = length / streams;
  for (let stream: usize = 0; stream < streams; ++stream) {
    const to = end + 4;
    if (to >= dstLength) return 0;
    const room = min<usize>(streamLength, dstLength - to);
    let cbytes = <usize>encodeStream(codec, level, isSplit, from, streamLength, dst + to, room);
    if (cbytes == 0 || cbytes >= streamLength) {
      if (streamLength > dstLength - to) return 0;
      memory.copy(dst + to, from, streamLength);
      cbytes = streamLength;
    }
    store<u32>(dst + end, cbytes);
    end = to + cbytes;
    from += streamLength;
  }
  return end;
}
