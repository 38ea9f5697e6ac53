/** Sequences section: its tables, and the execution of the sequences. RFC 8878 §3.1.1.3.2 to §3.1.1.5. */

import { copy16, copyLiterals, copyMatch } from "../bytes/copy";
import { ERROR_INVALID, ERROR_OVERFLOW, ERROR_TRUNCATED } from "../_errors";
import { FSE_COMPRESSED_MODE, log2 } from "./format";
import {
  LITERALS_LENGTH,
  LITERALS_LENGTH_TABLE,
  logOf,
  MATCH_LENGTH,
  MATCH_LENGTH_TABLE,
  OFFSET,
  OFFSET_TABLE,
  readTable,
  resetTables,
} from "./sequence-tables";

/**
 * An upper bound of what a sequence decodes to: 65536 + 65535 literals and a match of 65539 + 65535, §3.1.1.3.2.1.1.
 */
const MOST_BYTES: usize = 1 << 19;

/** Repeated_Offset1 to 3, §3.1.1.5, in memory: the loop over the sequences needs the registers for others. */
const REPEATED_OFFSETS: usize = memory.data(3 * sizeof<u32>(), 4);
/** The dictionary content that precedes the frame's first byte: its end, and its length. */
let dictionaryEnd: usize = 0;
let dictionaryLength: u32 = 0;

/** Resets the state left by an earlier frame. */
export function resetSequences(): void {
  resetTables();
  setRepeatedOffsets(1, 4, 8);
  dictionaryLength = 0;
}

/** Puts `length` bytes of content before the frame's first byte. */
export function setHistory(content: usize, length: u32): void {
  dictionaryEnd = content + length;
  dictionaryLength = length;
}

/**
 * Reads the rest of a dictionary's Entropy_Tables, §5: offsets, match lengths and literals lengths, each like
 * an FSE_Compressed table, then three offsets of 4 bytes. Returns the bytes they take, or an error.
 */
export function readDictionaryTables(src: usize, length: u32): i32 {
  const end = src + length;
  let at = src;
  let size = readTable(OFFSET, FSE_COMPRESSED_MODE, at, <u32>(end - at));
  if (size < 0) return size;
  at += size;
  size = readTable(MATCH_LENGTH, FSE_COMPRESSED_MODE, at, <u32>(end - at));
  if (size < 0) return size;
  at += size;
  size = readTable(LITERALS_LENGTH, FSE_COMPRESSED_MODE, at, <u32>(end - at));
  if (size < 0) return size;
  at += size;
  if (<u32>(end - at) < 12) return ERROR_TRUNCATED;
  const offset1 = load<u32>(at);
  const offset2 = load<u32>(at, 4);
  const offset3 = load<u32>(at, 8);
  setRepeatedOffsets(offset1, offset2, offset3);
  const content = <u32>(end - at) - 12;
  // A zero wraps to the greatest number here.
  if (max(max(offset1 - 1, offset2 - 1), offset3 - 1) >= content) return ERROR_INVALID;
  return <i32>(at - src + 12);
}

/**
 * Executes the Sequences_Section of `length` bytes at `src`, at least 8 bytes of which precede it in its frame,
 * with the `literalsLength` literals at `literals`. Output goes from `out` up to `end` at most; matches reach back to
 * `first` and from there into the dictionary. Returns the bytes written, or an error.
 */
export function decodeSequences(
  src: usize,
  length: u32,
  literals: usize,
  literalsLength: u32,
  out: usize,
  end: usize,
  first: usize,
): i32 {
  // Sums of an address and a sequence's lengths must not wrap.
  if (end > <usize>-MOST_BYTES) return ERROR_OVERFLOW;
  const outStart = out;
  const srcEnd = src + length;
  const literalsEnd = literals + literalsLength;
  if (length == 0) return ERROR_TRUNCATED;
  let count = <u32>load<u8>(src++);
  if (count >= 128) {
    if (count < 255) {
      if (length < 2) return ERROR_TRUNCATED;
      count = ((count - 128) << 8) + load<u8>(src++);
    } else {
      if (length < 3) return ERROR_TRUNCATED;
      count = <u32>load<u16>(src) + 0x7f00;
      src += 2;
    }
  }
  if (count == 0) {
    if (src != srcEnd) return ERROR_INVALID;
  } else {
    if (src == srcEnd) return ERROR_TRUNCATED;
    const size = readTables(src, <u32>(srcEnd - src));
    if (size < 0) return size;
    src += size;

    // `bits` holds the next bits at its top and a single 1 below them, so that its trailing zeros count what was consumed.
    const last = <u32>(srcEnd > src ? load<u8>(srcEnd - 1) : 0);
    if (last == 0) return ERROR_INVALID;
    let at = srcEnd - 8;
    let bits = (load<u64>(at) | 1) << (8 - log2(last));
    // A state is the address of its entry.
    let log = <u64>logOf(LITERALS_LENGTH);
    let literalsLengthState = LITERALS_LENGTH_TABLE + (<usize>read(bits, log) << 3);
    bits <<= log;
    log = logOf(OFFSET);
    let offsetState = OFFSET_TABLE + (<usize>read(bits, log) << 3);
    bits <<= log;
    log = logOf(MATCH_LENGTH);
    let matchLengthState = MATCH_LENGTH_TABLE + (<usize>read(bits, log) << 3);
    bits <<= log;

    // Even with damaged bits, reads stay within a few bytes before the stream.
    const lowest = src - 8;
    let stateBits: u64;
    do {
      let used = <u32>ctz(bits);
      at -= used >>> 3;
      if (at < lowest) return ERROR_INVALID;
      bits = (load<u64>(at) | 1) << (used & 7);
      const offsetBits = <u64>load<u8>(offsetState, 1);
      const matchLengthBits = <u64>load<u8>(matchLengthState, 1);
      const literalsLengthBits = <u64>load<u8>(literalsLengthState, 1);
      const valueBits = offsetBits + matchLengthBits + literalsLengthBits;
      // What the next states need: it does not wait for the values before it.
      stateBits = bits << valueBits;
      let lengthBits = bits << offsetBits;
      // There are 56 bits: 26 for the states, and if values take more than the rest, a part at a time.
      if (valueBits > 30) {
        used = <u32>ctz(lengthBits);
        at -= used >>> 3;
        lengthBits = (load<u64>(at) | 1) << (used & 7);
        used = <u32>ctz(lengthBits << (matchLengthBits + literalsLengthBits));
        at -= used >>> 3;
        stateBits = (load<u64>(at) | 1) << (used & 7);
      }
      const matchLength = load<u32>(matchLengthState, 4) + read(lengthBits, matchLengthBits);
      const runLength =
        load<u32>(literalsLengthState, 4) + read(lengthBits << matchLengthBits, literalsLengthBits);
      const literalsNext = literals + runLength;
      if (literalsNext > literalsEnd) return ERROR_INVALID;
      const match = out + runLength;
      const matchEnd = match + matchLength;
      if (matchEnd > end) return ERROR_OVERFLOW;
      copy16(out, literals);
      if (runLength > 16) copyLiterals(out + 16, literals + 16, runLength - 16);
      literals = literalsNext;
      out = matchEnd;
      let offset = load<u32>(offsetState, 4) + read(bits, offsetBits);
      if (offsetBits >= 2) {
        store<u64>(REPEATED_OFFSETS, load<u64>(REPEATED_OFFSETS), 4);
        store<u32>(REPEATED_OFFSETS, offset);
      } else {
        offset = repeatOffset(offset + <u32>(runLength == 0));
        if (offset == 0) return ERROR_INVALID;
      }
      if (offset <= <u32>(match - first)) {
        if (offset >= 16) {
          copy16(match, match - offset);
          if (matchLength > 16) copyFar(match + 16, offset, matchEnd);
        } else {
          copyMatch(match, offset, matchLength);
        }
      } else if (!copyFromDictionary(match, offset, matchLength, first)) {
        return ERROR_INVALID;
      }
      // Not before the copies, during which each field of an entry would take a register.
      bits = stateBits;
      let width = <u64>load<u8>(literalsLengthState);
      literalsLengthState =
        LITERALS_LENGTH_TABLE + load<u16>(literalsLengthState, 2) + (<usize>read(bits, width) << 3);
      bits <<= width;
      width = load<u8>(matchLengthState);
      matchLengthState = MATCH_LENGTH_TABLE + load<u16>(matchLengthState, 2) + (<usize>read(bits, width) << 3);
      bits <<= width;
      width = load<u8>(offsetState);
      offsetState = OFFSET_TABLE + load<u16>(offsetState, 2) + (<usize>read(bits, width) << 3);
      bits <<= width;
    } while (--count);
    // No states follow the last sequence: what was read for them is no part of the stream, which ends here.
    if ((<i32>(at - src) << 3) + 64 != <i32>ctz(stateBits)) return ERROR_INVALID;
  }
  const rest = <u32>(literalsEnd - literals);
  if (rest > <u32>(end - out)) return ERROR_OVERFLOW;
  memory.copy(out, literals, rest);
  return <i32>(out + rest - outStart);
}

/**
 * The offset that repeats, which becomes the most recent: `choice` 1, 2, 3, or 4 for Repeated_Offset1 less one. No
 * branches: which offset repeats is hard to predict in label images.
 */
// @ts-ignore: decorator
@inline
function repeatOffset(choice: u32): u32 {
  const offset1 = load<u32>(REPEATED_OFFSETS);
  const offset2 = load<u32>(REPEATED_OFFSETS, 4);
  const offset3 = load<u32>(REPEATED_OFFSETS, 8);
  const others = select(offset2, select(offset3, offset1 - 1, choice == 3), choice == 2);
  const offset = select(offset1, others, choice == 1);
  setRepeatedOffsets(offset, select(offset2, offset1, choice == 1), select(offset3, offset2, choice < 3));
  return offset;
}

// @ts-ignore: decorator
@inline
function setRepeatedOffsets(first: u32, second: u32, third: u32): void {
  store<u32>(REPEATED_OFFSETS, first);
  store<u32>(REPEATED_OFFSETS, second, 4);
  store<u32>(REPEATED_OFFSETS, third, 8);
}

/** Copies from 16 or more bytes back, up to `end` and at most 31 bytes over it. */
// @ts-ignore: decorator
@inline
function copyFar(out: usize, offset: u32, end: usize): void {
  let from = out - offset;
  do {
    copy16(out, from);
    copy16(out + 16, from + 16);
    out += 32;
    from += 32;
  } while (out < end);
}

/**
 * Copies a match that starts before `first`. False if it reaches further back than the dictionary. A call of
 * `memory.copy` would cost every sequence registers.
 */
function copyFromDictionary(out: usize, offset: u32, length: u32, first: usize): bool {
  const back = offset - <u32>(out - first);
  if (back > dictionaryLength) return false;
  const head = min(length, back);
  for (let i: u32 = 0; i < head; ++i) store<u8>(out + i, load<u8>(dictionaryEnd - back + i));
  for (let i = head; i < length; ++i) store<u8>(out + i, load<u8>(out + i - offset));
  return true;
}

/** Symbol_Compression_Modes and the tables they announce, §3.1.1.3.2.1. Returns the bytes they take, or an error. */
function readTables(src: usize, length: u32): i32 {
  const modes = <u32>load<u8>(src);
  if (modes & 3) return ERROR_INVALID;
  let used = 1;
  let size = readTable(LITERALS_LENGTH, modes >>> 6, src + used, length - used);
  if (size < 0) return size;
  used += size;
  size = readTable(OFFSET, (modes >>> 4) & 3, src + used, length - used);
  if (size < 0) return size;
  used += size;
  size = readTable(MATCH_LENGTH, (modes >>> 2) & 3, src + used, length - used);
  return size < 0 ? size : used + size;
}

/** The `count` bits at the top, 0 to 56. */
// @ts-ignore: decorator
@inline
function read(bits: u64, count: u64): u32 {
  return <u32>((bits >>> 1) >>> ~count);
}
