/** Frames and blocks. RFC 8878 §3.1; dictionaries §5. */

import { ERROR_CHECKSUM, ERROR_DICTIONARY, ERROR_INVALID, ERROR_OVERFLOW, ERROR_TRUNCATED } from "../_errors";
import {
  BLOCK_MAXIMUM_SIZE,
  COMPRESSED_BLOCK,
  DICTIONARY_MAGIC_NUMBER,
  MAGIC_NUMBER,
  RAW_BLOCK,
  RLE_BLOCK,
  SKIPPABLE_MAGIC_NUMBER,
} from "./format";
import { readTree, resetTree } from "./huffman-decode";
import { literals, literalsLength, readLiterals } from "./literals-decode";
import { decodeSequences, readDictionaryTables, resetSequences, setHistory } from "./sequences-decode";
import { xxh64 } from "./xxh64";

/** What `contentSize` returns for a frame without Frame_Content_Size; apart from every `ERROR_*`. */
export const UNKNOWN_SIZE: i64 = -100;

/** What `readFrameHeader` found, §3.1.1.1. */
let hasChecksum: bool = false;
let hasContentSize: bool = false;
let windowSize: u64 = 0;
let dictionaryId: u32 = 0;
let frameContentSize: u64 = 0;

/** The dictionary in use, which stays where the host has put it; none if its length is 0. */
let dictionary: usize = 0;
let dictionaryLength: u32 = 0;

/** Decodes all frames of `src` with the dictionary given, of any length. Returns the bytes written, or an error. */
export function decodeFrames(src: usize, srcLength: usize, dst: usize, dstLength: usize): i32 {
  const srcEnd = src + srcLength;
  const dstEnd = dst + dstLength;
  let at = src;
  let out = dst;
  do {
    const size = skippableSize(at, srcEnd);
    if (size < 0) return <i32>size;
    if (size > 0) {
      at += <usize>size;
      continue;
    }
    const headerSize = readFrameHeader(at, srcEnd);
    if (headerSize < 0) return headerSize;
    const error = loadDictionary();
    if (error < 0) return error;
    const first = out;
    at += headerSize;
    let isLast = false;
    while (!isLast) {
      if (srcEnd - at < 3) return ERROR_TRUNCATED;
      const header = <u32>load<u16>(at) | (<u32>load<u8>(at, 2) << 16);
      at += 3;
      isLast = (header & 1) != 0;
      const written = decodeBlock((header >>> 1) & 3, header >>> 3, at, srcEnd, out, dstEnd, first);
      if (written < 0) return written;
      at += storedSize(header);
      out += written;
    }
    if (hasContentSize && <u64>(out - first) != frameContentSize) return ERROR_INVALID;
    if (hasChecksum) {
      if (srcEnd - at < 4) return ERROR_TRUNCATED;
      if (load<u32>(at) != <u32>xxh64(first, out - first)) return ERROR_CHECKSUM;
      at += 4;
    }
  } while (at < srcEnd);
  return <i32>(out - dst);
}

/**
 * The Frame_Content_Sizes of all frames of `src`, added up; UNKNOWN_SIZE if a frame has none, or an error. Block
 * headers are followed to find where a frame ends, nothing is decoded.
 */
export function sumContentSizes(src: usize, srcLength: usize): i64 {
  const srcEnd = src + srcLength;
  let at = src;
  let sum: u64 = 0;
  let isKnown = true;
  do {
    const size = skippableSize(at, srcEnd);
    if (size < 0) return size;
    if (size > 0) {
      at += <usize>size;
      continue;
    }
    const headerSize = readFrameHeader(at, srcEnd);
    if (headerSize < 0) return headerSize;
    at += headerSize;
    if (!hasContentSize) isKnown = false;
    if (frameContentSize >= <u64>1 << 52) return ERROR_OVERFLOW;
    sum += frameContentSize;
    let header: u32;
    do {
      if (srcEnd - at < 3) return ERROR_TRUNCATED;
      header = <u32>load<u16>(at) | (<u32>load<u8>(at, 2) << 16);
      at += 3;
      if (srcEnd - at < storedSize(header)) return ERROR_TRUNCATED;
      at += storedSize(header);
    } while ((header & 1) == 0);
    if (hasChecksum) {
      if (srcEnd - at < 4) return ERROR_TRUNCATED;
      at += 4;
    }
  } while (at < srcEnd);
  return isKnown ? <i64>sum : UNKNOWN_SIZE;
}

/**
 * Uses `length` bytes at `content` as the dictionary of all frames to come, until called again; 0 for none. They stay
 * the host's to keep in place. Returns the Dictionary_ID, 0 for raw content, or an error.
 */
export function setDictionary(content: usize, length: u32): i64 {
  dictionary = content;
  dictionaryLength = length;
  dictionaryId = 0;
  const error = loadDictionary();
  if (error == 0) return isFormatted() ? load<u32>(dictionary, 4) : 0;
  dictionaryLength = 0;
  return error;
}

function isFormatted(): bool {
  return dictionaryLength >= 8 && load<u32>(dictionary) == DICTIONARY_MAGIC_NUMBER;
}

/** Puts tables, repeated offsets and history in the state in which a frame finds them. Returns 0 or an error. */
function loadDictionary(): i32 {
  resetTree();
  resetSequences();
  if (!isFormatted()) {
    if (dictionaryId != 0) return ERROR_DICTIONARY;
    setHistory(dictionary, dictionaryLength);
    return 0;
  }
  if (dictionaryId != 0 && dictionaryId != load<u32>(dictionary, 4)) return ERROR_DICTIONARY;
  let at: u32 = 8;
  let size = readTree(dictionary + at, dictionaryLength - at);
  if (size < 0) return ERROR_DICTIONARY;
  at += size;
  size = readDictionaryTables(dictionary + at, dictionaryLength - at);
  if (size < 0) return ERROR_DICTIONARY;
  at += size;
  setHistory(dictionary + at, dictionaryLength - at);
  return 0;
}

/** Bytes of the skippable frame at `at`, 0 if it is another frame, or an error, §3.1.2. */
function skippableSize(at: usize, end: usize): i64 {
  if (end - at < 4) return ERROR_TRUNCATED;
  if ((load<u32>(at) & 0xfffffff0) != SKIPPABLE_MAGIC_NUMBER) return 0;
  if (end - at < 8) return ERROR_TRUNCATED;
  const size = <u64>load<u32>(at, 4) + 8;
  return size > <u64>(end - at) ? ERROR_TRUNCATED : size;
}

/**
 * Reads Magic_Number and Frame_Header, §3.1.1.1. Returns the bytes they take, or an error.
 *    0  4  Magic_Number
 *    4  1  Frame_Header_Descriptor: 2 bits Dictionary_ID_Flag, Content_Checksum_Flag, Reserved_Bit, unused,
 *          Single_Segment_Flag, 2 bits Frame_Content_Size_Flag, from the lowest
 *    5  1  Window_Descriptor, unless a single segment
 *       .  Dictionary_ID of 0, 1, 2 or 4 bytes
 *       .  Frame_Content_Size of 0 (1 if a single segment), 2, 4 or 8 bytes
 */
function readFrameHeader(at: usize, end: usize): i32 {
  if (load<u32>(at) != MAGIC_NUMBER) return ERROR_INVALID;
  if (end - at < 5) return ERROR_TRUNCATED;
  const descriptor = <u32>load<u8>(at, 4);
  const idFlag = descriptor & 3;
  const sizeFlag = descriptor >>> 6;
  const isSingleSegment = (descriptor & 32) != 0;
  const idLength: u32 = (1 << idFlag) >>> 1;
  const sizeLength: u32 = sizeFlag == 0 ? <u32>isSingleSegment : 1 << sizeFlag;
  const length: u32 = 5 + <u32>!isSingleSegment + idLength + sizeLength;
  if (<u32>(end - at) < length) return ERROR_TRUNCATED;
  if (descriptor & 8) return ERROR_INVALID;
  hasChecksum = (descriptor & 4) != 0;
  let field = at + 5;
  if (!isSingleSegment) {
    const window = load<u8>(field++);
    const base = <u64>1 << (10 + (window >>> 3));
    windowSize = base + (base >>> 3) * (window & 7);
  }
  dictionaryId = load<u32>(field) & <u32>((<u64>1 << (idLength << 3)) - 1);
  field += idLength;
  hasContentSize = sizeLength != 0;
  frameContentSize =
    sizeLength == 0 ? 0
    : sizeLength == 1 ? <u64>load<u8>(field)
    : sizeLength == 2 ? <u64>load<u16>(field) + 256
    : sizeLength == 4 ? <u64>load<u32>(field)
    : load<u64>(field);
  if (isSingleSegment) windowSize = frameContentSize;
  return <i32>length;
}

/** Bytes that the block with this header takes in `src`, §3.1.1.2. */
function storedSize(header: u32): u32 {
  return ((header >>> 1) & 3) == RLE_BLOCK ? 1 : header >>> 3;
}

/** Decodes the content of one block, §3.1.1.2 and §3.1.1.3. Returns the bytes written, or an error. */
function decodeBlock(type: u32, size: u32, at: usize, srcEnd: usize, out: usize, dstEnd: usize, first: usize): i32 {
  const blockMaximumSize = <u32>min<u64>(windowSize, BLOCK_MAXIMUM_SIZE);
  if (size > blockMaximumSize) return ERROR_INVALID;
  if (type == RLE_BLOCK) {
    if (at >= srcEnd) return ERROR_TRUNCATED;
    if (size > <u32>(dstEnd - out)) return ERROR_OVERFLOW;
    memory.fill(out, load<u8>(at), size);
    return size;
  }
  if (size > <u32>(srcEnd - at)) return ERROR_TRUNCATED;
  if (type == RAW_BLOCK) {
    if (size > <u32>(dstEnd - out)) return ERROR_OVERFLOW;
    memory.copy(out, at, size);
    return size;
  }
  if (type != COMPRESSED_BLOCK) return ERROR_INVALID;
  const literalsSize = readLiterals(at, size, blockMaximumSize);
  if (literalsSize < 0) return literalsSize;
  const written = decodeSequences(
    at + literalsSize,
    size - literalsSize,
    literals,
    literalsLength,
    out,
    dstEnd,
    first,
  );
  return written > <i32>blockMaximumSize ? ERROR_INVALID : written;
}
