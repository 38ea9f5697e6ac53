/** Decoding tables of the Sequences_Section, one of each kind in use at a time. RFC 8878 §3.1.1.3.2.1. */

import { ERROR_INVALID, ERROR_TRUNCATED } from "../_errors";
import { accuracyLog, buildTable, PROBABILITIES, readDistribution, symbolCount } from "./fse-decode";
import {
  LITERALS_LENGTH_BITS,
  LITERALS_LENGTH_DEFAULT,
  LITERALS_LENGTH_DEFAULT_LOG,
  LITERALS_LENGTH_MAX_CODE,
  LITERALS_LENGTH_MAX_LOG,
  MATCH_LENGTH_BITS,
  MATCH_LENGTH_DEFAULT,
  MATCH_LENGTH_DEFAULT_LOG,
  MATCH_LENGTH_MAX_CODE,
  MATCH_LENGTH_MAX_LOG,
  MINIMUM_MATCH,
  OFFSET_DEFAULT,
  OFFSET_DEFAULT_LOG,
  OFFSET_DEFAULT_MAX_CODE,
  OFFSET_MAX_CODE,
  OFFSET_MAX_LOG,
  PREDEFINED_MODE,
  REPEAT_MODE,
  RLE_MODE,
} from "./format";

/** The tables in use. */
export const LITERALS_LENGTH_TABLE: usize = memory.data((1 << LITERALS_LENGTH_MAX_LOG) * sizeof<u64>(), 8);
export const OFFSET_TABLE: usize = memory.data((1 << OFFSET_MAX_LOG) * sizeof<u64>(), 8);
export const MATCH_LENGTH_TABLE: usize = memory.data((1 << MATCH_LENGTH_MAX_LOG) * sizeof<u64>(), 8);

/**
 * A kind of table:
 *    0  4  whether the table in use is there to be repeated; 0 at the start of a frame
 *    4  4  its Accuracy_Log
 *    8  4  the table in use
 *   12  4  table of Predefined_Mode
 *   16  4  its Accuracy_Log
 *   20  4  the codes' halves of the entries: Number_of_Bits and Baseline, see `buildTable`
 *   24  4  greatest code
 *   28  4  greatest Accuracy_Log
 */
const KIND_SIZE: i32 = 32;
export const LITERALS_LENGTH: usize = memory.data(KIND_SIZE, 4);
export const OFFSET: usize = memory.data(KIND_SIZE, 4);
export const MATCH_LENGTH: usize = memory.data(KIND_SIZE, 4);

const LITERALS_LENGTH_VALUES: usize = memory.data((LITERALS_LENGTH_MAX_CODE + 1) * sizeof<u64>(), 8);
const OFFSET_VALUES: usize = memory.data((OFFSET_MAX_CODE + 1) * sizeof<u64>(), 8);
const MATCH_LENGTH_VALUES: usize = memory.data((MATCH_LENGTH_MAX_CODE + 1) * sizeof<u64>(), 8);
fillValues(LITERALS_LENGTH_VALUES, LITERALS_LENGTH_BITS, LITERALS_LENGTH_MAX_CODE, 0);
fillValues(MATCH_LENGTH_VALUES, MATCH_LENGTH_BITS, MATCH_LENGTH_MAX_CODE, MINIMUM_MATCH);
// Offset_Values above 3 are offsets plus 3, §3.1.1.5: the baselines of their codes, from 2 on, are offsets.
for (let code: u32 = 0; code <= OFFSET_MAX_CODE; ++code) {
  const baseline: u32 = (1 << code) - (code < 2 ? 0 : 3);
  store<u64>(OFFSET_VALUES + (code << 3), (<u64>code << 8) | (<u64>baseline << 32));
}

define(
  LITERALS_LENGTH,
  LITERALS_LENGTH_TABLE,
  memory.data((1 << LITERALS_LENGTH_DEFAULT_LOG) * sizeof<u64>(), 8),
  LITERALS_LENGTH_DEFAULT_LOG,
  LITERALS_LENGTH_VALUES,
  LITERALS_LENGTH_MAX_CODE,
  LITERALS_LENGTH_MAX_LOG,
);
buildTable(
  load<usize>(LITERALS_LENGTH, 12),
  LITERALS_LENGTH_DEFAULT,
  LITERALS_LENGTH_MAX_CODE + 1,
  LITERALS_LENGTH_DEFAULT_LOG,
  LITERALS_LENGTH_VALUES,
);
define(
  OFFSET,
  OFFSET_TABLE,
  memory.data((1 << OFFSET_DEFAULT_LOG) * sizeof<u64>(), 8),
  OFFSET_DEFAULT_LOG,
  OFFSET_VALUES,
  OFFSET_MAX_CODE,
  OFFSET_MAX_LOG,
);
buildTable(
  load<usize>(OFFSET, 12),
  OFFSET_DEFAULT,
  OFFSET_DEFAULT_MAX_CODE + 1,
  OFFSET_DEFAULT_LOG,
  OFFSET_VALUES,
);
define(
  MATCH_LENGTH,
  MATCH_LENGTH_TABLE,
  memory.data((1 << MATCH_LENGTH_DEFAULT_LOG) * sizeof<u64>(), 8),
  MATCH_LENGTH_DEFAULT_LOG,
  MATCH_LENGTH_VALUES,
  MATCH_LENGTH_MAX_CODE,
  MATCH_LENGTH_MAX_LOG,
);
buildTable(
  load<usize>(MATCH_LENGTH, 12),
  MATCH_LENGTH_DEFAULT,
  MATCH_LENGTH_MAX_CODE + 1,
  MATCH_LENGTH_DEFAULT_LOG,
  MATCH_LENGTH_VALUES,
);

function fillValues(values: usize, bitsOf: usize, maxCode: u32, baseline: u64): void {
  for (let code: u32 = 0; code <= maxCode; ++code) {
    const bits = <u64>load<u8>(bitsOf + code);
    store<u64>(values + (code << 3), (bits << 8) | (baseline << 32));
    baseline += 1 << bits;
  }
}

function define(
  kind: usize,
  table: usize,
  predefined: usize,
  predefinedLog: u32,
  values: usize,
  maxCode: u32,
  maxLog: u32,
): void {
  store<usize>(kind, table, 8);
  store<usize>(kind, predefined, 12);
  store<u32>(kind, predefinedLog, 16);
  store<usize>(kind, values, 20);
  store<u32>(kind, maxCode, 24);
  store<u32>(kind, maxLog, 28);
}

/** Discards the tables of an earlier frame. */
export function resetTables(): void {
  store<u32>(LITERALS_LENGTH, 0);
  store<u32>(OFFSET, 0);
  store<u32>(MATCH_LENGTH, 0);
}

/** The Accuracy_Log of the table in use of a kind. */
// @ts-ignore: decorator
@inline
export function logOf(kind: usize): u32 {
  return load<u32>(kind, 4);
}

/** Puts the table of Compression_Mode `mode` in use. Returns the bytes of its description at `src`, or an error. */
export function readTable(kind: usize, mode: u32, src: usize, length: u32): i32 {
  if (mode == REPEAT_MODE) return load<u32>(kind) ? 0 : ERROR_INVALID;
  store<u32>(kind, 1);
  const table = load<usize>(kind, 8);
  if (mode == PREDEFINED_MODE) {
    const log = load<u32>(kind, 16);
    store<u32>(kind, log, 4);
    memory.copy(table, load<usize>(kind, 12), sizeof<u64>() << log);
    return 0;
  }
  const values = load<usize>(kind, 20);
  const maxCode = load<u32>(kind, 24);
  if (mode == RLE_MODE) {
    if (length == 0) return ERROR_TRUNCATED;
    const code = <u32>load<u8>(src);
    if (code > maxCode) return ERROR_INVALID;
    store<u32>(kind, 0, 4);
    store<u64>(table, load<u64>(values + (code << 3)));
    return 1;
  }
  const size = readDistribution(src, length, maxCode, load<u32>(kind, 28));
  if (size < 0) return size;
  store<u32>(kind, accuracyLog, 4);
  buildTable(table, PROBABILITIES, symbolCount, accuracyLog, values);
  return size;
}
