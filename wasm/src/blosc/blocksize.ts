/** Block sizes and splits as c-blosc 1.21 chooses them (blosc.c): they decide the ratio more than the codec does. */

import {
  ALWAYS_SPLIT, AUTO_SPLIT, BLOSCLZ, FORWARD_COMPAT_SPLIT, LZ4HC, MAX_SPLITS, MIN_BUFFER, SNAPPY, ZLIB, ZSTD,
} from "./header";

const L1_CACHE: usize = 32 << 10;
const MAX_BLOCKSIZE: usize = (0x7fffffff - 255 * 4) / 3;

/** Limits when splitting blocks: the size of a stream, and the size of the whole block. */
const MAX_STREAM: usize = 256 << 10;
const MIN_SPLIT_BLOCK: usize = 64 << 10;
const MAX_SPLIT_BLOCK: usize = 1 << 20;

/** Whether a whole block is coded as one stream for each byte of an element. */
export function isSplit(codec: u32, typesize: usize, blocksize: usize, splitMode: u32): bool {
  if (typesize > MAX_SPLITS || blocksize / typesize < MIN_BUFFER) return false;
  if (splitMode == ALWAYS_SPLIT) return true;
  if (splitMode == AUTO_SPLIT) return codec == BLOSCLZ || codec == SNAPPY;
  return splitMode == FORWARD_COMPAT_SPLIT && codec != ZSTD;
}

/** Bytes of a block; `forced` if that is not 0, else by level and codec. A multiple of `typesize` if it can be. */
export function chooseBlocksize(
  codec: u32, level: u32, typesize: usize, nbytes: usize, forced: usize, splitMode: u32,
): usize {
  if (nbytes < typesize) return 1;
  let blocksize = nbytes;
  if (forced != 0) blocksize = min<usize>(max<usize>(forced, MIN_BUFFER), MAX_BLOCKSIZE);
  else if (nbytes >= L1_CACHE) {
    const isSlow = codec == LZ4HC || codec == ZLIB || codec == ZSTD;
    blocksize = (isSlow ? 2 * L1_CACHE : L1_CACHE) << levelShift(level, isSlow) >> 2;
  }
  if (level > 0 && isSplit(codec, typesize, blocksize, splitMode)) {
    blocksize = min<usize>(blocksize, MAX_STREAM) * typesize;
    blocksize = min<usize>(max<usize>(blocksize, MIN_SPLIT_BLOCK), MAX_SPLIT_BLOCK);
  }
  blocksize = min<usize>(blocksize, nbytes);
  return blocksize > typesize ? blocksize / typesize * typesize : blocksize;
}

/** Log2 of four times what the cache is multiplied by: 1/4, 1/2, 1, 2, 4, 4, 8, 8, 8, 8 or 16. */
function levelShift(level: u32, isSlow: bool): u32 {
  if (level < 4) return level;
  if (level < 6) return 4;
  return level == 9 && isSlow ? 6 : 5;
}
