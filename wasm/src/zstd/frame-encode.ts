/** Frames and blocks for the encoder. RFC 8878 §3.1.1. */

import { ERROR_OVERFLOW } from "../_errors";
import { matchLength } from "../match/length";
import { BLOCK_MAXIMUM_SIZE, COMPRESSED_BLOCK, MAGIC_NUMBER, RAW_BLOCK, RLE_BLOCK } from "./format";
import { chainLog, DOUBLE_FAST, FAST, hashLog, OPTIMAL, setLevel, strategy, stride, windowLog } from "./levels";
import { encodeLiterals, keepTree, resetLiterals } from "./literals-encode";
import { findDouble } from "./match-double";
import { findFast } from "./match-fast";
import { findLazy } from "./match-lazy";
import { findOptimal, NODES_SIZE, placeNodes } from "./match-optimal";
import { placeRows, rowsSize } from "./match-rows";
import { placeTree, treeSize } from "./match-tree";
import { guessPrices, learnPrices } from "./prices";
import {
  literals,
  literalsEnd,
  placeStore,
  resetStore,
  sequences,
  sequencesEnd,
  STORE_SIZE,
} from "./sequence-store";
import {
  CODES_SIZE,
  encodeSequences,
  keepSequences,
  makeCodes,
  placeCodes,
  resetSequences,
} from "./sequences-encode";
import { xxh64 } from "./xxh64";

const HEADER_MAXIMUM: usize = 14;
const CHECKSUM_SIZE: usize = 4;
const BLOCK_HEADER_SIZE: usize = 3;

/** Length that no frame of `srcLength` bytes exceeds. */
export function frameBound(srcLength: usize): usize {
  const blocks = srcLength / BLOCK_MAXIMUM_SIZE + 1;
  return HEADER_MAXIMUM + srcLength + blocks * BLOCK_HEADER_SIZE + CHECKSUM_SIZE;
}

/** Scratch bytes that `encodeFrame` needs. */
export function scratchSize(srcLength: usize, level: i32): usize {
  setLevel(level, srcLength);
  return STORE_SIZE + CODES_SIZE + (strategy == OPTIMAL ? NODES_SIZE : 0) + tablesSize();
}

/** Bytes of the match finder's tables at the level set. */
function tablesSize(): usize {
  if (strategy == FAST) return <usize>4 << hashLog;
  if (strategy == DOUBLE_FAST) return (<usize>4 << hashLog) + (<usize>4 << chainLog);
  return strategy == OPTIMAL ? treeSize() : rowsSize();
}

/** Encodes one frame, with its content size. Returns its length or an error. */
export function encodeFrame(
  src: usize,
  srcLength: usize,
  dst: usize,
  dstLength: usize,
  level: i32,
  hasChecksum: bool,
  scratch: usize,
): i32 {
  setLevel(level, srcLength);
  placeStore(scratch);
  placeCodes(scratch + STORE_SIZE);
  let tables = scratch + STORE_SIZE + CODES_SIZE;
  if (strategy == OPTIMAL) {
    placeNodes(tables);
    tables += NODES_SIZE;
    placeTree(tables, src);
  } else if (strategy > DOUBLE_FAST) {
    placeRows(tables, src);
  }
  memory.fill(tables, 0, tablesSize());
  resetLiterals();
  resetSequences();

  const dstEnd = dst + dstLength;
  const srcEnd = src + srcLength;
  if (dstLength < HEADER_MAXIMUM + BLOCK_HEADER_SIZE) return ERROR_OVERFLOW;
  let out = writeFrameHeader(srcLength, hasChecksum, dst);
  let block = src;
  do {
    const length = min<usize>(srcEnd - block, min<usize>(BLOCK_MAXIMUM_SIZE, <usize>1 << windowLog));
    const isLast = block + length == srcEnd;
    const windowStart = max(src, block + length - min<usize>(block + length - src, <usize>1 << windowLog));
    out = encodeBlock(tables, windowStart, block, length, out, dstEnd, isLast);
    if (out == 0) return ERROR_OVERFLOW;
    block += length;
  } while (block < srcEnd);
  if (hasChecksum) {
    if (dstEnd - out < CHECKSUM_SIZE) return ERROR_OVERFLOW;
    store<u32>(out, <u32>xxh64(src, srcLength));
    out += CHECKSUM_SIZE;
  }
  return <i32>(out - dst);
}

/** Writes Magic_Number and Frame_Header, §3.1.1.1. Returns where they end. */
function writeFrameHeader(srcLength: usize, hasChecksum: bool, dst: usize): usize {
  const isSingleSegment = srcLength <= <usize>1 << windowLog;
  const sizeFlag: u32 = srcLength < 256 ? 0 : srcLength < 65536 + 256 ? 1 : 2;
  const descriptor = (sizeFlag << 6) | (<u32>isSingleSegment << 5) | (<u32>hasChecksum << 2);
  store<u32>(dst, MAGIC_NUMBER);
  store<u8>(dst, <u8>descriptor, 4);
  dst += 5;
  if (!isSingleSegment) store<u8>(dst++, <u8>((windowLog - 10) << 3));
  if (sizeFlag == 0) {
    if (!isSingleSegment) return dst;
    store<u8>(dst, <u8>srcLength);
    return dst + 1;
  }
  if (sizeFlag == 1) {
    store<u16>(dst, <u16>(srcLength - 256));
    return dst + 2;
  }
  store<u32>(dst, <u32>srcLength);
  return dst + 4;
}

/** Writes one block, §3.1.1.2: compressed if that gains, else raw or RLE. Returns where it ends, or 0. */
function encodeBlock(
  tables: usize,
  low: usize,
  src: usize,
  length: usize,
  dst: usize,
  dstEnd: usize,
  isLast: bool,
): usize {
  if (dstEnd - dst < BLOCK_HEADER_SIZE) return 0;
  const body = dst + BLOCK_HEADER_SIZE;
  if (length > 3 && matchLength(src, src + 1, src + length) == length - 1) {
    if (body >= dstEnd) return 0;
    writeBlockHeader(RLE_BLOCK, length, isLast, dst);
    store<u8>(body, load<u8>(src));
    return body + 1;
  }
  const end = encodeContent(tables, low, src, length, body, min(dstEnd, body + length));
  if (end != 0 && end < body + length - (length >>> 8)) {
    keepTree();
    keepSequences();
    writeBlockHeader(COMPRESSED_BLOCK, end - body, isLast, dst);
    return end;
  }
  if (length > dstEnd - body) return 0;
  writeBlockHeader(RAW_BLOCK, length, isLast, dst);
  memory.copy(body, src, length);
  return body + length;
}

function writeBlockHeader(type: u32, size: usize, isLast: bool, dst: usize): void {
  const header = (<u32>size << 3) | (type << 1) | <u32>isLast;
  store<u16>(dst, <u16>header);
  store<u8>(dst, <u8>(header >>> 16), 2);
}

/**
 * Writes the content of a compressed block, §3.1.1.3. Returns where it ends, or 0 if that would be at `end` or later.
 */
function encodeContent(tables: usize, low: usize, src: usize, length: usize, dst: usize, end: usize): usize {
  if (length < 8) return 0;
  resetStore();
  if (strategy == FAST) findFast(tables, low, src, src + length);
  else if (strategy == DOUBLE_FAST) findDouble(tables, tables + (<usize>4 << hashLog), low, src, src + length);
  else if (strategy == OPTIMAL) findCheapest(tables, low, src, src + length);
  else findLazy(low, src, src + length);
  const isLiteralsCompressed = stride == 1;
  const at = encodeLiterals(literals, <u32>(literalsEnd - literals), dst, end, isLiteralsCompressed);
  const contentEnd: usize = at == 0 ? 0 : encodeSequences(sequences, sequencesEnd, at, end);
  if (strategy == OPTIMAL && at != 0) learnPrices();
  return contentEnd;
}

/** Times that a frame's first block is searched for its statistics alone. */
const REHEARSALS: u32 = 2;

/** Finds sequences by prices. Those of a frame's first block are a guess, put right by rehearsals. */
function findCheapest(tables: usize, low: usize, start: usize, end: usize): void {
  if (start == low) {
    guessPrices(start, <u32>(end - start));
    for (let i: u32 = 0; i < REHEARSALS; ++i) {
      findOptimal(low, start, end);
      makeCodes(sequences, <u32>(sequencesEnd - sequences) >>> 3);
      learnPrices();
      resetStore();
      memory.fill(tables, 0, treeSize());
      placeTree(tables, start);
    }
  }
  findOptimal(low, start, end);
}
