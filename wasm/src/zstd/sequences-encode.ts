/** Sequences section for the encoder: codes, choice of tables, bitstream. RFC 8878 §3.1.1.3.2. */

import { BIT } from "./bit-cost";
import {
  FSE_COMPRESSED_MODE,
  LITERALS_LENGTH_BITS,
  LITERALS_LENGTH_DEFAULT,
  LITERALS_LENGTH_DEFAULT_LOG,
  LITERALS_LENGTH_MAX_CODE,
  LITERALS_LENGTH_MAX_LOG,
  log2,
  MATCH_LENGTH_BITS,
  MATCH_LENGTH_DEFAULT,
  MATCH_LENGTH_DEFAULT_LOG,
  MATCH_LENGTH_MAX_CODE,
  MATCH_LENGTH_MAX_LOG,
  OFFSET_DEFAULT,
  OFFSET_DEFAULT_LOG,
  OFFSET_DEFAULT_MAX_CODE,
  OFFSET_MAX_LOG,
  PREDEFINED_MODE,
  REPEAT_MODE,
  RLE_MODE,
} from "./format";
import {
  buildEncodingTable,
  chooseLog,
  costOf,
  firstState,
  IMPOSSIBLE,
  nextState,
  normalize,
  setDistribution,
  setSingle,
  stateBits,
  TABLE_SIZE,
  writeDistribution,
} from "./fse-encode";
import { literalsLengthOf, matchExcessOf, MAX_SEQUENCES, offsetOf } from "./sequence-store";

/** Scratch bytes that `placeCodes` takes: offset values, and three codes for each sequence. */
export const CODES_SIZE: usize = MAX_SEQUENCES * 7;
let offsetValues: usize = 0;
let literalsLengthCodes: usize = 0;
let offsetCodes: usize = 0;
let matchLengthCodes: usize = 0;

/**
 * A kind of code:
 *    0  4  table of the last block that had one
 *    4  4  table for the current block
 *    8  4  table of Predefined_Mode
 *   12  4  greatest Accuracy_Log
 *   16  4  whether the current block describes its own table
 */
const KIND_SIZE: i32 = 20;
const LITERALS_LENGTH: usize = memory.data(KIND_SIZE, 4);
const OFFSET: usize = memory.data(KIND_SIZE, 4);
const MATCH_LENGTH: usize = memory.data(KIND_SIZE, 4);
const TABLES: usize = memory.data(9 * TABLE_SIZE, 8);
define(
  LITERALS_LENGTH,
  0,
  LITERALS_LENGTH_DEFAULT,
  LITERALS_LENGTH_MAX_CODE,
  LITERALS_LENGTH_DEFAULT_LOG,
  LITERALS_LENGTH_MAX_LOG,
);
define(OFFSET, 3, OFFSET_DEFAULT, OFFSET_DEFAULT_MAX_CODE, OFFSET_DEFAULT_LOG, OFFSET_MAX_LOG);
define(MATCH_LENGTH, 6, MATCH_LENGTH_DEFAULT, MATCH_LENGTH_MAX_CODE, MATCH_LENGTH_DEFAULT_LOG, MATCH_LENGTH_MAX_LOG);

function define(kind: usize, index: usize, probabilities: usize, maxCode: u32, log: u32, maxLog: u32): void {
  const tables = TABLES + index * TABLE_SIZE;
  store<usize>(kind, tables);
  store<usize>(kind, tables + TABLE_SIZE, 4);
  store<usize>(kind, tables + 2 * TABLE_SIZE, 8);
  store<u32>(kind, maxLog, 12);
  setDistribution(tables + 2 * TABLE_SIZE, probabilities, maxCode + 1, log);
}

/** Codes of short lengths; longer ones have a code for each power of two. */
const SHORT_LITERALS_LENGTHS: usize = memory.data(64);
const SHORT_MATCH_EXCESSES: usize = memory.data(128);
fillCodes(SHORT_LITERALS_LENGTHS, 64, LITERALS_LENGTH_BITS);
fillCodes(SHORT_MATCH_EXCESSES, 128, MATCH_LENGTH_BITS);

function fillCodes(codes: usize, count: u32, bitsOfCode: usize): void {
  let length: u32 = 0;
  for (let code: u32 = 0; length < count; ++code) {
    const next = length + (1 << load<u8>(bitsOfCode + code));
    for (; length < next; ++length) if (length < count) store<u8>(codes + length, <u8>code);
  }
}

/** Scratch for trial descriptions. */
const DESCRIPTION: usize = memory.data(128);
export const LITERALS_LENGTH_COUNTS: usize = memory.data(64 * sizeof<u32>(), 4);
export const OFFSET_COUNTS: usize = memory.data(64 * sizeof<u32>(), 4);
export const MATCH_LENGTH_COUNTS: usize = memory.data(64 * sizeof<u32>(), 4);

/** Repeated_Offset1 to 3 before and after the current block, §3.1.1.5. */
export let repeatedOffset1: u32 = 1;
export let repeatedOffset2: u32 = 4;
export let repeatedOffset3: u32 = 8;
let nextOffset1: u32 = 0;
let nextOffset2: u32 = 0;
let nextOffset3: u32 = 0;

export function placeCodes(scratch: usize): void {
  offsetValues = scratch;
  literalsLengthCodes = scratch + MAX_SEQUENCES * 4;
  offsetCodes = literalsLengthCodes + MAX_SEQUENCES;
  matchLengthCodes = offsetCodes + MAX_SEQUENCES;
}

/** Resets the state left by an earlier frame. */
export function resetSequences(): void {
  repeatedOffset1 = 1;
  repeatedOffset2 = 4;
  repeatedOffset3 = 8;
  store<u32>(load<usize>(LITERALS_LENGTH), 0, 4);
  store<u32>(load<usize>(OFFSET), 0, 4);
  store<u32>(load<usize>(MATCH_LENGTH), 0, 4);
}

/** States that the current block is kept, so that the next may use its tables and offsets. */
export function keepSequences(): void {
  repeatedOffset1 = nextOffset1;
  repeatedOffset2 = nextOffset2;
  repeatedOffset3 = nextOffset3;
  keepTable(LITERALS_LENGTH);
  keepTable(OFFSET);
  keepTable(MATCH_LENGTH);
}

function keepTable(kind: usize): void {
  if (!load<u32>(kind, 16)) return;
  const old = load<usize>(kind);
  store<usize>(kind, load<usize>(kind, 4));
  store<usize>(kind, old, 4);
}

/** Writes the Sequences_Section of the sequences from `first` to `last`, up to `end`. Returns where it ends, or 0. */
export function encodeSequences(first: usize, last: usize, dst: usize, end: usize): usize {
  const count = <u32>(last - first) >>> 3;
  if (dst + 4 + 3 * 80 > end) return 0;
  let at = dst;
  if (count < 128) {
    store<u8>(at++, <u8>count);
  } else if (count < 0x7f00) {
    store<u8>(at, <u8>(128 + (count >>> 8)));
    store<u8>(at, <u8>count, 1);
    at += 2;
  } else {
    store<u8>(at, 255);
    store<u16>(at, <u16>(count - 0x7f00), 1);
    at += 3;
  }
  makeCodes(first, count);
  if (count == 0) {
    store<u32>(LITERALS_LENGTH, 0, 16);
    store<u32>(OFFSET, 0, 16);
    store<u32>(MATCH_LENGTH, 0, 16);
    return at;
  }

  const modes = at++;
  let mode = chooseTable(LITERALS_LENGTH, LITERALS_LENGTH_COUNTS, LITERALS_LENGTH_MAX_CODE + 1, count);
  let byte = mode << 6;
  at += describeTable(LITERALS_LENGTH, mode, at);
  mode = chooseTable(OFFSET, OFFSET_COUNTS, 32, count);
  byte |= mode << 4;
  at += describeTable(OFFSET, mode, at);
  mode = chooseTable(MATCH_LENGTH, MATCH_LENGTH_COUNTS, MATCH_LENGTH_MAX_CODE + 1, count);
  byte |= mode << 2;
  at += describeTable(MATCH_LENGTH, mode, at);
  store<u8>(modes, <u8>byte);
  return writeBitstream(first, count, at, end);
}

/** Fills the codes and offset values of `count` sequences, their counts, and the repeated offsets after them. */
export function makeCodes(first: usize, count: u32): void {
  memory.fill(LITERALS_LENGTH_COUNTS, 0, 64 * sizeof<u32>());
  memory.fill(OFFSET_COUNTS, 0, 64 * sizeof<u32>());
  memory.fill(MATCH_LENGTH_COUNTS, 0, 64 * sizeof<u32>());
  let offset1 = repeatedOffset1;
  let offset2 = repeatedOffset2;
  let offset3 = repeatedOffset3;
  for (let i: u32 = 0; i < count; ++i) {
    const sequence = load<u64>(first + (i << 3));
    const literalsLength = literalsLengthOf(sequence);
    const offset = offsetOf(sequence);
    let value = offset + 3;
    if (literalsLength != 0) {
      if (offset == offset1) value = 1;
      else if (offset == offset2) value = 2;
      else if (offset == offset3) value = 3;
    } else {
      if (offset == offset2) value = 1;
      else if (offset == offset3) value = 2;
      else if (offset == offset1 - 1) value = 3;
    }
    const choice = value + <u32>(literalsLength == 0);
    if (choice > 1) {
      if (choice > 2) offset3 = offset2;
      offset2 = offset1;
      offset1 = offset;
    }
    store<u32>(offsetValues + (i << 2), value);
    addCode(offsetCodes + i, OFFSET_COUNTS, log2(value));
    addCode(literalsLengthCodes + i, LITERALS_LENGTH_COUNTS, literalsLengthCode(literalsLength));
    addCode(matchLengthCodes + i, MATCH_LENGTH_COUNTS, matchLengthCode(matchExcessOf(sequence)));
  }
  nextOffset1 = offset1;
  nextOffset2 = offset2;
  nextOffset3 = offset3;
}

// @ts-ignore: decorator
@inline
function addCode(at: usize, counts: usize, code: u32): void {
  store<u8>(at, <u8>code);
  const counter = counts + (code << 2);
  store<u32>(counter, load<u32>(counter) + 1);
}

// @ts-ignore: decorator
@inline
export function literalsLengthCode(length: u32): u32 {
  return length < 64 ? <u32>load<u8>(SHORT_LITERALS_LENGTHS + length) : log2(length) + 19;
}

/** Match_Length_Code of a match length less MINIMUM_MATCH. */
// @ts-ignore: decorator
@inline
export function matchLengthCode(excess: u32): u32 {
  return excess < 128 ? <u32>load<u8>(SHORT_MATCH_EXCESSES + excess) : log2(excess) + 36;
}

/** Chooses the cheapest Compression_Mode for `total` codes counted in `counts`. */
function chooseTable(kind: usize, counts: usize, count: u32, total: u32): u32 {
  store<u32>(kind, 1, 16);
  let used: u32 = 0;
  let last: u32 = 0;
  for (let code: u32 = 0; code < count; ++code) {
    if (load<u32>(counts + (code << 2)) == 0) continue;
    ++used;
    last = code;
  }
  const predefined = costOf(load<usize>(kind, 8), counts, last + 1);
  let cost = predefined;
  let mode = PREDEFINED_MODE;
  const repeated = costOf(load<usize>(kind), counts, last + 1);
  if (load<u32>(load<usize>(kind), 4) != 0 && repeated <= cost) {
    cost = repeated;
    mode = REPEAT_MODE;
    store<u32>(kind, 0, 16);
  }
  const table = load<usize>(kind, 4);
  if (used == 1) {
    if (cost <= 8 * BIT) return mode;
    setSingle(table, last);
    store<u32>(kind, 1, 16);
    return RLE_MODE;
  }
  // A description takes about three bits a code.
  if (cost != IMPOSSIBLE && cost < used * 3 * BIT) return mode;
  normalize(table, counts, last + 1, total, chooseLog(total, used, load<u32>(kind, 12)));
  const described = costOf(table, counts, last + 1) + writeDistribution(table, DESCRIPTION) * 8 * BIT;
  if (described >= cost) return mode;
  buildEncodingTable(table);
  store<u32>(kind, 1, 16);
  return FSE_COMPRESSED_MODE;
}

/** Puts the table of the chosen mode in place and writes its description. Returns the bytes written. */
function describeTable(kind: usize, mode: u32, dst: usize): u32 {
  const table = load<usize>(kind, 4);
  if (mode == PREDEFINED_MODE) {
    memory.copy(table, load<usize>(kind, 8), TABLE_SIZE);
  } else if (mode == RLE_MODE) {
    store<u8>(dst, <u8>(load<u32>(table, 4) - 1));
    return 1;
  } else if (mode == FSE_COMPRESSED_MODE) {
    return writeDistribution(table, dst);
  }
  return 0;
}

/** Writes states and values of `count` sequences, last to first. Returns where the bitstream ends, or 0. */
function writeBitstream(first: usize, count: u32, dst: usize, end: usize): usize {
  const literalsLengths = tableInUse(LITERALS_LENGTH);
  const offsets = tableInUse(OFFSET);
  const matchLengths = tableInUse(MATCH_LENGTH);
  let literalsLengthState: u32 = 0;
  let offsetState: u32 = 0;
  let matchLengthState: u32 = 0;
  let bits: u64 = 0;
  let filled: u32 = 0;
  for (let i = <i32>count - 1; i >= 0; --i) {
    const sequence = load<u64>(first + (i << 3));
    const literalsCode = <u32>load<u8>(literalsLengthCodes + i);
    const offsetCode = <u32>load<u8>(offsetCodes + i);
    const matchCode = <u32>load<u8>(matchLengthCodes + i);
    if (i == <i32>count - 1) {
      literalsLengthState = firstState(literalsLengths, literalsCode);
      offsetState = firstState(offsets, offsetCode);
      matchLengthState = firstState(matchLengths, matchCode);
    } else {
      let width = stateBits(offsets, offsetCode, offsetState);
      bits |= <u64>(offsetState & ((1 << width) - 1)) << filled;
      filled += width;
      offsetState = nextState(offsets, offsetCode, offsetState, width);
      width = stateBits(matchLengths, matchCode, matchLengthState);
      bits |= <u64>(matchLengthState & ((1 << width) - 1)) << filled;
      filled += width;
      matchLengthState = nextState(matchLengths, matchCode, matchLengthState, width);
      width = stateBits(literalsLengths, literalsCode, literalsLengthState);
      bits |= <u64>(literalsLengthState & ((1 << width) - 1)) << filled;
      filled += width;
      literalsLengthState = nextState(literalsLengths, literalsCode, literalsLengthState, width);
    }
    const literalsBits = <u32>load<u8>(LITERALS_LENGTH_BITS + literalsCode);
    const matchBits = <u32>load<u8>(MATCH_LENGTH_BITS + matchCode);
    // At most 7 + 26 bits are waiting; values take up to 63 more.
    const isLong = literalsBits + matchBits + offsetCode > 30;
    if (isLong) {
      store<u64>(dst, bits);
      dst += <usize>(filled >>> 3);
      bits >>>= filled & ~7;
      filled &= 7;
    }
    bits |= <u64>(literalsLengthOf(sequence) & ((1 << literalsBits) - 1)) << filled;
    filled += literalsBits;
    bits |= <u64>(matchExcessOf(sequence) & ((1 << matchBits) - 1)) << filled;
    filled += matchBits;
    if (isLong) {
      store<u64>(dst, bits);
      dst += <usize>(filled >>> 3);
      bits >>>= filled & ~7;
      filled &= 7;
    }
    bits |= <u64>(load<u32>(offsetValues + (i << 2)) & ((1 << offsetCode) - 1)) << filled;
    filled += offsetCode;
    store<u64>(dst, bits);
    dst += <usize>(filled >>> 3);
    bits >>>= filled & ~7;
    filled &= 7;
    if (dst + 8 > end) return 0;
  }
  let log = load<u32>(matchLengths);
  bits |= <u64>(matchLengthState & ((1 << log) - 1)) << filled;
  filled += log;
  log = load<u32>(offsets);
  bits |= <u64>(offsetState & ((1 << log) - 1)) << filled;
  filled += log;
  log = load<u32>(literalsLengths);
  bits |= <u64>(literalsLengthState & ((1 << log) - 1)) << filled;
  filled += log;
  store<u64>(dst, bits | (<u64>1 << filled));
  return dst + (filled >>> 3) + 1;
}

/** The table that the current block uses: its own, or the repeated one. */
function tableInUse(kind: usize): usize {
  return load<u32>(kind, 16) ? load<usize>(kind, 4) : load<usize>(kind);
}
