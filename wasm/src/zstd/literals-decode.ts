/** Literals section of a compressed block. RFC 8878 §3.1.1.3.1. */

import { SLACK } from "../bytes/copy";
import { ERROR_INVALID, ERROR_TRUNCATED } from "../_errors";
import {
  BLOCK_MAXIMUM_SIZE,
  COMPRESSED_LITERALS_BLOCK,
  RAW_LITERALS_BLOCK,
  RLE_LITERALS_BLOCK,
} from "./format";
import { decodeStreams, readTree } from "./huffman-decode";

const LITERALS: usize = memory.data(<i32>(BLOCK_MAXIMUM_SIZE + <u32>SLACK), 16);

/** Where `readLiterals` left the literals, in `src` or here, and how many. */
export let literals: usize = 0;
export let literalsLength: u32 = 0;

/**
 * Decodes the Literals_Section at the start of a block's `length` bytes at `src`, at least 8 bytes of which precede
 * them in the frame. Returns the bytes it takes, or an error.
 */
export function readLiterals(src: usize, length: u32, blockMaximumSize: u32): i32 {
  if (length == 0) return ERROR_TRUNCATED;
  const header = load<u32>(src);
  const type = header & 3;
  const sizeFormat = (header >>> 2) & 3;
  if (type == RAW_LITERALS_BLOCK || type == RLE_LITERALS_BLOCK) {
    const headerLength: u32 = sizeFormat == 1 ? 2 : sizeFormat == 3 ? 3 : 1;
    if (sizeFormat == 1) literalsLength = (header >>> 4) & 0xfff;
    else if (sizeFormat == 3) literalsLength = (header >>> 4) & 0xfffff;
    else literalsLength = (header >>> 3) & 31;
    if (literalsLength > blockMaximumSize) return ERROR_INVALID;
    const stored = type == RAW_LITERALS_BLOCK ? literalsLength : 1;
    if (headerLength + stored > length) return ERROR_TRUNCATED;
    literals = src + headerLength;
    if (type == RLE_LITERALS_BLOCK) {
      memory.fill(LITERALS, load<u8>(literals), literalsLength);
      literals = LITERALS;
    }
    return <i32>(headerLength + stored);
  }

  // Two sizes of 10, 10, 14 or 18 bits follow the four bits of type and format.
  const headerLength: u32 = 3 + (sizeFormat >>> 1) + <u32>(sizeFormat == 3);
  const sizeBits: u32 = sizeFormat < 2 ? 10 : sizeFormat * 4 + 6;
  const mask: u32 = (1 << sizeBits) - 1;
  const sizes = load<u64>(src) >>> 4;
  literalsLength = <u32>sizes & mask;
  const compressedSize = <u32>(sizes >>> sizeBits) & mask;
  if (literalsLength > blockMaximumSize) return ERROR_INVALID;
  if (headerLength + compressedSize > length) return ERROR_TRUNCATED;
  let streams = src + headerLength;
  let streamsSize = compressedSize;
  if (type == COMPRESSED_LITERALS_BLOCK) {
    const treeSize = readTree(streams, streamsSize);
    if (treeSize < 0) return treeSize;
    streams += treeSize;
    streamsSize -= treeSize;
  }
  const result = decodeStreams(LITERALS, literalsLength, streams, streamsSize, sizeFormat != 0);
  if (result < 0) return result;
  literals = LITERALS;
  return <i32>(headerLength + compressedSize);
}
