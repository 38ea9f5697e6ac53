/** Prices of literals, lengths and offsets, in units of 1/256 bit, by the statistics of earlier blocks. */

import { BIT, log2Cost } from "./bit-cost";
import {
  LITERALS_LENGTH_BITS,
  LITERALS_LENGTH_MAX_CODE,
  MATCH_LENGTH_BITS,
  MATCH_LENGTH_MAX_CODE,
  OFFSET_MAX_CODE,
} from "./format";
import { countBytes } from "./histogram";
import { literals, literalsEnd } from "./sequence-store";
import {
  LITERALS_LENGTH_COUNTS,
  literalsLengthCode,
  MATCH_LENGTH_COUNTS,
  matchLengthCode,
  OFFSET_COUNTS,
} from "./sequences-encode";

/** The amount added to each share, as a negative power of two of the total. */
const FLOOR_LOG: u32 = 9;

const LITERAL_COUNTS: usize = memory.data(256 * sizeof<u32>(), 16);
const LITERAL_PRICES: usize = memory.data(256 * sizeof<u32>(), 4);
const LITERALS_LENGTH_PRICES: usize = memory.data(64 * sizeof<u32>(), 4);
const MATCH_LENGTH_PRICES: usize = memory.data(64 * sizeof<u32>(), 4);
const OFFSET_PRICES: usize = memory.data(64 * sizeof<u32>(), 4);

/** Prices without statistics: literals by their share in the block, codes as if short lengths and offsets led. */
export function guessPrices(src: usize, length: u32): void {
  countBytes(LITERAL_COUNTS, src, length);
  setPrices(LITERAL_PRICES, LITERAL_COUNTS, 255, 0);
  for (let code: u32 = 0; code <= LITERALS_LENGTH_MAX_CODE; ++code) {
    const bits = code == 0 ? 2 : code < 8 ? 4 : 6;
    store<u32>(LITERALS_LENGTH_PRICES + (code << 2), (bits + load<u8>(LITERALS_LENGTH_BITS + code)) * BIT);
  }
  for (let code: u32 = 0; code <= MATCH_LENGTH_MAX_CODE; ++code) {
    const bits = code < 8 ? 4 : 6;
    store<u32>(MATCH_LENGTH_PRICES + (code << 2), (bits + load<u8>(MATCH_LENGTH_BITS + code)) * BIT);
  }
  for (let code: u32 = 0; code <= OFFSET_MAX_CODE; ++code) {
    store<u32>(OFFSET_PRICES + (code << 2), ((code < 2 ? 3 : 4) + code) * BIT);
  }
}

/** Prices by the literals in the store and the codes counted when it was encoded. */
export function learnPrices(): void {
  countBytes(LITERAL_COUNTS, literals, <u32>(literalsEnd - literals));
  setPrices(LITERAL_PRICES, LITERAL_COUNTS, 255, 0);
  setPrices(LITERALS_LENGTH_PRICES, LITERALS_LENGTH_COUNTS, LITERALS_LENGTH_MAX_CODE, LITERALS_LENGTH_BITS);
  setPrices(MATCH_LENGTH_PRICES, MATCH_LENGTH_COUNTS, MATCH_LENGTH_MAX_CODE, MATCH_LENGTH_BITS);
  setPrices(OFFSET_PRICES, OFFSET_COUNTS, OFFSET_MAX_CODE, 0);
  for (let code: u32 = 0; code <= OFFSET_MAX_CODE; ++code) {
    const at = OFFSET_PRICES + (code << 2);
    store<u32>(at, load<u32>(at) + code * BIT);
  }
}

/**
 * A symbol costs the logarithm of its share, and the bits that follow it. All shares are raised a little: a symbol
 * priced out of reach would never come back.
 */
function setPrices(prices: usize, counts: usize, last: u32, bitsOf: usize): void {
  let total: u32 = 0;
  for (let symbol: u32 = 0; symbol <= last; ++symbol) total += load<u32>(counts + (symbol << 2));
  const floor = (total >>> FLOOR_LOG) + 1;
  total += floor * (last + 1);
  const whole = log2Cost(total);
  for (let symbol: u32 = 0; symbol <= last; ++symbol) {
    const bits: u32 = bitsOf == 0 ? 0 : load<u8>(bitsOf + symbol);
    const price = whole - log2Cost(load<u32>(counts + (symbol << 2)) + floor);
    store<u32>(prices + (symbol << 2), price + bits * BIT);
  }
}

// @ts-ignore: decorator
@inline
export function literalPrice(byte: u32): u32 {
  return load<u32>(LITERAL_PRICES + (byte << 2));
}

// @ts-ignore: decorator
@inline
export function literalsLengthPrice(length: u32): u32 {
  return load<u32>(LITERALS_LENGTH_PRICES + (literalsLengthCode(length) << 2));
}

/** Price of a match length less MINIMUM_MATCH. */
// @ts-ignore: decorator
@inline
export function matchLengthPrice(excess: u32): u32 {
  return load<u32>(MATCH_LENGTH_PRICES + (matchLengthCode(excess) << 2));
}

/** Price of an offset value, §3.1.1.3.2.1.1. */
// @ts-ignore: decorator
@inline
export function offsetPrice(value: u32): u32 {
  return load<u32>(OFFSET_PRICES + ((31 - clz(value)) << 2));
}
