/** Finite State Entropy for the encoder: choosing, describing and using distributions. RFC 8878 §4.1. */

import { BIT, log2Cost } from "./bit-cost";
import { log2 } from "./format";
import { spreadSymbols, SYMBOLS } from "./fse-spread";

/**
 * An encoding table, for up to 64 symbols and 512 states:
 *      0     4  Accuracy_Log
 *      4     4  number of symbols; 0 if there is no table
 *      8   512  for each symbol, i32 what is added to a state to have its Number_of_Bits in the high half,
 *               i32 what is added to the state without those bits to have the index of the next
 *    520  1024  u16 next states, sorted by symbol
 *   1544   128  i16 probabilities
 */
export const TABLE_SIZE: i32 = 1672;
const NEXT_STATES: usize = 520;
const PROBABILITIES: usize = 1544;

/** Cost of what a table cannot express. */
export const IMPOSSIBLE: u32 = 0x7fffffff;

const CUMULATED: usize = memory.data(65 * sizeof<u16>(), 2);

/** Accuracy_Log for `total` symbols, `used` of which differ: no finer than they justify, no coarser than they need. */
export function chooseLog(total: u32, used: u32, maxLog: u32): u32 {
  const enough = max<i32>(5, <i32>log2(total - 1) - 2);
  return min(maxLog, max<u32>(enough, log2(used) + 1));
}

/**
 * Scales the u32 `counts` of `count` symbols, which add up to `total` and two of which at least are not zero, to
 * probabilities that add up to `1 << log`. Slots left over, or missing, go where they gain most or cost least.
 */
export function normalize(table: usize, counts: usize, count: u32, total: u32, log: u32): void {
  const probabilities = table + PROBABILITIES;
  let rest: i32 = 1 << log;
  for (let symbol: u32 = 0; symbol < count; ++symbol) {
    const n = load<u32>(counts + (symbol << 2));
    const share = <i32>((<u64>n << log) / total);
    const probability = n == 0 ? 0 : max(share, 1);
    store<i16>(probabilities + (symbol << 1), <i16>probability);
    rest -= probability;
  }
  while (rest != 0) {
    let best: u32 = 0;
    let bestCount: u32 = 0;
    let bestSlots: u32 = 1;
    for (let symbol: u32 = 0; symbol < count; ++symbol) {
      const n = load<u32>(counts + (symbol << 2));
      const slots = 2 * <i32>load<i16>(probabilities + (symbol << 1)) + (rest > 0 ? 1 : -1);
      // A slot more gains n log2(1 + 1/p) bits, about n / (p + 1/2); a slot less costs n / (p - 1/2).
      if (n == 0 || slots == 1) continue;
      const gain = n * bestSlots;
      const bestGain = bestCount * <u32>slots;
      if (bestCount == 0 || (rest > 0 ? gain > bestGain : gain < bestGain)) {
        best = symbol;
        bestCount = n;
        bestSlots = slots;
      }
    }
    const at = probabilities + (best << 1);
    const change = rest > 0 ? 1 : -1;
    store<i16>(at, <i16>(load<i16>(at) + change));
    rest -= change;
  }
  for (let symbol: u32 = 0; symbol < count; ++symbol) {
    const at = probabilities + (symbol << 1);
    if (load<i16>(at) == 1 && <u64>load<u32>(counts + (symbol << 2)) << log < total) store<i16>(at, -1);
  }
  store<u32>(table, log);
  store<u32>(table, count, 4);
}

/** Takes `count` probabilities as they are. */
export function setDistribution(table: usize, probabilities: usize, count: u32, log: u32): void {
  memory.copy(table + PROBABILITIES, probabilities, count << 1);
  store<u32>(table, log);
  store<u32>(table, count, 4);
  buildEncodingTable(table);
}

/** Makes a table of RLE_Mode: one symbol, no bits. */
export function setSingle(table: usize, symbol: u32): void {
  store<u32>(table, 0);
  store<u32>(table, symbol + 1, 4);
  memory.fill(table + PROBABILITIES, 0, 128);
  store<i16>(table + (symbol << 1), 1, PROBABILITIES);
  store<u64>(table + (symbol << 3), 0, 8);
  store<u16>(table, 0, NEXT_STATES);
}

/** Makes the probabilities of a table ready for use. */
export function buildEncodingTable(table: usize): void {
  const log = load<u32>(table);
  const count = load<u32>(table, 4);
  const size: u32 = 1 << log;
  spreadSymbols(table + PROBABILITIES, count, log);
  let total: i32 = 0;
  for (let symbol: u32 = 0; symbol < count; ++symbol) {
    store<u16>(CUMULATED + (symbol << 1), <u16>total);
    const probability = abs<i32>(load<i16>(table + (symbol << 1), PROBABILITIES));
    if (probability == 0) continue;
    const bits = probability == 1 ? log : log - log2(probability - 1);
    store<i32>(table + (symbol << 3), (bits << 16) - (probability << bits), 8);
    store<i32>(table + (symbol << 3), total - probability, 12);
    total += probability;
  }
  for (let state: u32 = 0; state < size; ++state) {
    const at = CUMULATED + (<usize>load<u8>(SYMBOLS + state) << 1);
    const next = <usize>load<u16>(at);
    store<u16>(at, <u16>(next + 1));
    store<u16>(table + (next << 1), <u16>(size + state), NEXT_STATES);
  }
}

/** Cost of `counts` of `count` symbols in a table, or IMPOSSIBLE. */
export function costOf(table: usize, counts: usize, count: u32): u32 {
  const log = load<u32>(table);
  const known = load<u32>(table, 4);
  let cost: u32 = 0;
  for (let symbol: u32 = 0; symbol < count; ++symbol) {
    const n = load<u32>(counts + (symbol << 2));
    if (n == 0) continue;
    const probability = symbol < known ? abs<i32>(load<i16>(table + (symbol << 1), PROBABILITIES)) : 0;
    if (probability == 0) return IMPOSSIBLE;
    cost += n * (log * BIT - log2Cost(probability));
  }
  return cost;
}

/** Writes the description of a table's probabilities, §4.1.1. Returns its length, at most 80 bytes. */
export function writeDistribution(table: usize, dst: usize): u32 {
  const log = load<u32>(table);
  const count = load<u32>(table, 4);
  let at = dst;
  let bits: u64 = log - 5;
  let used: u32 = 4;
  let remaining: u32 = 1 << log;
  for (let symbol: u32 = 0; symbol < count; ) {
    const probability = <i32>load<i16>(table + (symbol++ << 1), PROBABILITIES);
    const width = log2(remaining + 1) + 1;
    const short: u32 = (1 << width) - 2 - remaining;
    const half: u32 = 1 << (width - 1);
    const value: u32 = probability + 1;
    remaining -= abs(probability);
    bits |= <u64>(value < half ? value : value + short) << used;
    used += value < short ? width - 1 : width;
    if (probability == 0) {
      let zeros: u32 = 0;
      while (symbol < count && load<i16>(table + (symbol << 1), PROBABILITIES) == 0) {
        ++zeros;
        ++symbol;
      }
      for (; zeros >= 3; zeros -= 3) {
        bits |= <u64>3 << used;
        used += 2;
        store<u32>(at, <u32>bits);
        at += <usize>(used >>> 3);
        bits >>>= used & ~7;
        used &= 7;
      }
      bits |= <u64>zeros << used;
      used += 2;
    }
    store<u32>(at, <u32>bits);
    at += <usize>(used >>> 3);
    bits >>>= used & ~7;
    used &= 7;
  }
  store<u8>(at, <u8>bits);
  return <u32>(at - dst) + <u32>(used != 0);
}

/** The state of which `symbol` is the last, that is the first to be encoded. */
// @ts-ignore: decorator
@inline
export function firstState(table: usize, symbol: u32): u32 {
  const deltaBits = load<i32>(table + (symbol << 3), 8);
  const bits = (deltaBits + (1 << 15)) >>> 16;
  return nextState(table, symbol, (bits << 16) - deltaBits, bits);
}

/** How many of the lowest bits of `state` are written before `symbol`. */
// @ts-ignore: decorator
@inline
export function stateBits(table: usize, symbol: u32, state: u32): u32 {
  return (state + load<i32>(table + (symbol << 3), 8)) >>> 16;
}

/** The state that decodes `symbol` and leads to `state`, of which `bits` were written. */
// @ts-ignore: decorator
@inline
export function nextState(table: usize, symbol: u32, state: u32, bits: u32): u32 {
  return load<u16>(table + (((state >>> bits) + load<i32>(table + (symbol << 3), 12)) << 1), NEXT_STATES);
}
