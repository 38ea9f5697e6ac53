/** Finite State Entropy: table descriptions and decoding tables. RFC 8878 §4.1. */

import { ERROR_INVALID, ERROR_TRUNCATED } from "../_errors";
import { log2 } from "./format";
import { spreadSymbols, SYMBOLS } from "./fse-spread";

/** What `readDistribution` found: Accuracy_Log, probabilities from symbol 0, and the number of symbols. */
export let accuracyLog: u32 = 0;
export let symbolCount: u32 = 0;
export const PROBABILITIES: usize = memory.data(256 * sizeof<i16>(), 2);

/** Next state of each symbol while a table is built, counted from the symbol's probability. */
const NEXT: usize = memory.data(256 * sizeof<u16>(), 2);

/**
 * Reads an FSE table description, §4.1.1, from `src`, of which `length` bytes exist and 8 more may be read.
 * Returns the bytes it takes, or an error.
 */
export function readDistribution(src: usize, length: u32, maxSymbol: u32, maxLog: u32): i32 {
  if (length == 0) return ERROR_TRUNCATED;
  accuracyLog = (load<u8>(src) & 15) + 5;
  if (accuracyLog > maxLog) return ERROR_INVALID;
  const bitLength = <u64>length << 3;
  let bit: u64 = 4;
  let remaining: u32 = 1 << accuracyLog;
  let symbol: u32 = 0;
  while (remaining > 0) {
    if (symbol > maxSymbol) return ERROR_INVALID;
    if (bit >= bitLength) return ERROR_TRUNCATED;
    // Values 0 to remaining + 1 in a field of `bits` bits; the lowest `short` of them take one bit less.
    const bits = log2(remaining + 1) + 1;
    const short: u32 = (1 << bits) - 2 - remaining;
    const field = (load<u32>(src + <usize>(bit >>> 3)) >>> (<u32>bit & 7)) & ((1 << bits) - 1);
    const half: u32 = 1 << (bits - 1);
    let value = field & (half - 1);
    if (value < short) {
      bit += bits - 1;
    } else {
      value = field < half ? field : field - short;
      bit += bits;
    }
    const probability = <i32>value - 1;
    const share: u32 = abs<i32>(probability);
    if (share > remaining) return ERROR_INVALID;
    remaining -= share;
    store<i16>(PROBABILITIES + (symbol << 1), <i16>probability);
    ++symbol;
    if (probability == 0) {
      let repeat: u32;
      do {
        if (bit >= bitLength) return ERROR_TRUNCATED;
        repeat = (load<u16>(src + <usize>(bit >>> 3)) >>> (<u32>bit & 7)) & 3;
        bit += 2;
        if (symbol + repeat > maxSymbol + 1) return ERROR_INVALID;
        for (let i: u32 = 0; i < repeat; ++i) store<i16>(PROBABILITIES + (symbol++ << 1), 0);
      } while (repeat == 3);
    }
  }
  if (bit > bitLength) return ERROR_TRUNCATED;
  symbolCount = symbol;
  return <i32>((bit + 7) >>> 3);
}

/**
 * Builds a decoding table of `1 << log` entries, §4.1.1 "From normalized distribution to decoding tables".
 * An entry is a u64:
 *    0   8  Number_of_Bits of the state
 *    8   8  Number_of_Bits of the symbol's value
 *   16  16  byte offset in `table` of the next state's Baseline
 *   32  32  Baseline of the symbol's value
 * `values` holds the symbols' halves of the entries.
 */
export function buildTable(table: usize, probabilities: usize, count: u32, log: u32, values: usize): void {
  const size: u32 = 1 << log;
  for (let symbol: u32 = 0; symbol < count; ++symbol) {
    const probability = load<i16>(probabilities + (symbol << 1));
    store<u16>(NEXT + (symbol << 1), probability < 0 ? 1 : <u16>probability);
  }
  spreadSymbols(probabilities, count, log);
  for (let state: u32 = 0; state < size; ++state) {
    const symbol = <usize>load<u8>(SYMBOLS + state);
    const next = <u32>load<u16>(NEXT + (symbol << 1));
    store<u16>(NEXT + (symbol << 1), <u16>(next + 1));
    const bits = log - log2(next);
    const baseline = (next << bits) - size;
    store<u64>(table + (state << 3), load<u64>(values + (symbol << 3)) | bits | ((<u64>baseline << 3) << 16));
  }
}
