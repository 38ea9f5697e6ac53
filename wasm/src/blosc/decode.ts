import { unshuffleBits } from "../shuffle/bitshuffle";
import {
  CODEC_VERSION, FLAG_BITSHUFFLE, FLAG_RESERVED, FLAG_SHUFFLE, FLAG_STORED, FLAG_UNSPLIT, FORMAT_SHIFT,
  HEADER_LENGTH, MAX_SPLITS, MIN_BUFFER, VERSION,
} from "./header";
import { SLACK } from "../bytes/copy";
import { ERROR_INVALID, ERROR_OVERFLOW, ERROR_SCRATCH, ERROR_TRUNCATED, ERROR_UNSUPPORTED } from "../_errors";
import { unshuffleBytes } from "../shuffle/shuffle";

/** Decodes the stream of one format; fails with `ERROR_UNSUPPORTED` on formats it does not have. */
export type DecodeStream = (format: u32, src: usize, srcLength: usize, dst: usize, dstLength: usize) => i32;

/** The header of the chunk at hand, proven sound by `readHeader`. */
let flags: u32 = 0;
let typesize: usize = 0;
let nbytes: usize = 0;
let blocksize: usize = 0;
let ctbytes: usize = 0;

/** Bytes the chunk decodes to, or an `ERROR_*`. */
export function bloscLength(src: usize, srcLength: usize): i32 {
  const error = readHeader(src, srcLength);
  return error < 0 ? error : <i32>nbytes;
}

/** Bytes of scratch memory `decodeBlosc` needs, or an `ERROR_*`: a block before its filter, and a block cut short. */
export function bloscScratch(src: usize, srcLength: usize): i32 {
  const error = readHeader(src, srcLength);
  if (error < 0) return error;
  const length = 2 * (<u64>min<usize>(blocksize, nbytes) + <u64>SLACK);
  return length > 0x7fffffff ? ERROR_UNSUPPORTED : <i32>length;
}

/**
 * Decodes bytes `start` to `start + length` of the chunk and returns `length`, or an `ERROR_*`. Blocks beside that
 * range are not looked at.
 */
export function decodeBlosc(
  src: usize, srcLength: usize, start: usize, length: usize, dst: usize, scratch: usize, scratchLength: usize,
  decodeStream: DecodeStream,
): i32 {
  const needed = bloscScratch(src, srcLength);
  if (needed < 0) return needed;
  if (<usize>needed > scratchLength) return ERROR_SCRATCH;
  if (start > nbytes || length > nbytes - start) return ERROR_OVERFLOW;
  if (flags & FLAG_STORED) {
    memory.copy(dst, src + HEADER_LENGTH + start, length);
    return <i32>length;
  }
  const partial = scratch + ((<usize>needed) >> 1);
  const end = start + length;
  let position = start;
  while (position < end) {
    const block = position / blocksize;
    const blockStart = block * blocksize;
    const blockLength = min<usize>(blocksize, nbytes - blockStart);
    const count = min<usize>(end, blockStart + blockLength) - position;
    const isWhole = count == blockLength;
    const error = decodeBlock(src, block, blockLength, isWhole ? dst : partial, scratch, decodeStream);
    if (error < 0) return error;
    if (!isWhole) memory.copy(dst, partial + (position - blockStart), count);
    dst += count;
    position += count;
  }
  return <i32>length;
}

function readHeader(src: usize, srcLength: usize): i32 {
  if (srcLength < HEADER_LENGTH) return ERROR_TRUNCATED;
  flags = load<u8>(src, 2);
  typesize = load<u8>(src, 3);
  nbytes = load<u32>(src, 4);
  blocksize = load<u32>(src, 8);
  ctbytes = load<u32>(src, 12);
  if (load<u8>(src) != VERSION || (flags & FLAG_RESERVED)) return ERROR_UNSUPPORTED;
  if (nbytes > 0x7fffffff) return ERROR_INVALID;
  if (nbytes == 0) return 0;
  if (typesize == 0 || blocksize == 0 || ctbytes < HEADER_LENGTH) return ERROR_INVALID;
  if (ctbytes > srcLength) return ERROR_TRUNCATED;
  if (flags & FLAG_STORED) return ctbytes - HEADER_LENGTH == nbytes ? 0 : ERROR_INVALID;
  if (load<u8>(src, 1) != CODEC_VERSION) return ERROR_UNSUPPORTED;
  const blocks = (nbytes - 1) / blocksize + 1;
  return blocks > (ctbytes - HEADER_LENGTH) >> 2 ? ERROR_INVALID : 0;
}

/** Decodes one block to `dst`, through `scratch` if it is filtered; either may be run over by SLACK bytes. */
function decodeBlock(
  src: usize, block: usize, length: usize, dst: usize, scratch: usize, decodeStream: DecodeStream,
): i32 {
  const elements = length / typesize;
  const isShuffled = (flags & FLAG_SHUFFLE) != 0 && typesize > 1;
  const isBitShuffled = !isShuffled && (flags & FLAG_BITSHUFFLE) != 0 && elements > 0 && (elements & 7) == 0;
  const isSplit =
    (flags & FLAG_UNSPLIT) == 0 && typesize <= MAX_SPLITS && blocksize / typesize >= MIN_BUFFER && length == blocksize;
  const streams = isSplit ? typesize : 1;
  const streamLength = length / streams;
  if (streamLength * streams != length) return ERROR_INVALID;
  let planes = isShuffled || isBitShuffled ? scratch : dst;
  let offset = <usize>load<u32>(src + HEADER_LENGTH + (block << 2));
  for (let stream: usize = 0; stream < streams; ++stream) {
    if (offset > ctbytes - 4) return ERROR_INVALID;
    const cbytes = <usize>load<u32>(src + offset);
    offset += 4;
    if (cbytes > ctbytes - offset) return ERROR_INVALID;
    const from = src + offset;
    const to = planes + stream * streamLength;
    if (cbytes == streamLength) {
      if (streams == 1 && planes == scratch) planes = from;
      else memory.copy(to, from, streamLength);
    } else {
      const written = decodeStream(flags >>> FORMAT_SHIFT, from, cbytes, to, streamLength);
      if (written < 0) return written;
      if (<usize>written != streamLength) return ERROR_TRUNCATED;
    }
    offset += cbytes;
  }
  if (isShuffled) unshuffleBytes(planes, dst, length, typesize);
  else if (isBitShuffled) {
    unshuffleBits(planes, dst, elements, typesize);
    const whole = elements * typesize;
    memory.copy(dst + whole, planes + whole, length - whole);
  }
  return 0;
}
