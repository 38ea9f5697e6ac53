/**
 * Huffman codes of DEFLATE: a table over the first bits of a code, and canonical decoding for longer ones.
 * RFC 1951 §3.2.2.
 *
 * A code is a block of memory:
 *     0          16 u16  codes of each length, 0 to 15
 *    32         320 u16  symbols, by length and then by value
 *   672  2^ROOT_BITS u16 for the next ROOT_BITS bits: symbol << 4 | length; 0 where the code is longer or none
 */

export const MAX_BITS: u32 = 15;
export const ROOT_BITS: u32 = 10;
const SYMBOLS: usize = 32;
const ROOT: i32 = 672;
/** Bytes of a code's memory. */
export const CODE_SIZE: i32 = ROOT + (2 << ROOT_BITS);

/** For `build`: the next place among the sorted symbols, and the next code, of each length. */
const OFFSETS: usize = memory.data(16 * sizeof<u16>(), 2);

/**
 * Builds the code at `code` from `count` lengths, a byte each, at `lengths`. False if it has more codes than bits
 * can tell apart, or fewer: only a code of one symbol, or of none, may leave bits unused, as zlib has it.
 */
export function build(code: usize, lengths: usize, count: u32): bool {
  memory.fill(code, 0, CODE_SIZE);
  for (let symbol: u32 = 0; symbol < count; ++symbol) {
    const slot = code + (<usize>load<u8>(lengths + symbol) << 1);
    store<u16>(slot, load<u16>(slot) + 1);
  }
  store<u16>(code, 0);
  let left: i32 = 1;
  let offset: u32 = 0;
  for (let length: u32 = 1; length <= MAX_BITS; ++length) {
    const codes = <u32>load<u16>(code + (length << 1));
    left = (left << 1) - codes;
    if (left < 0) return false;
    store<u16>(OFFSETS + (length << 1), <u16>offset);
    offset += codes;
  }
  if (left > 0 && (offset > 1 || load<u16>(code, 2) != offset)) return false;
  for (let symbol: u32 = 0; symbol < count; ++symbol) {
    const length = <usize>load<u8>(lengths + symbol);
    if (length == 0) continue;
    const next = load<u16>(OFFSETS + (length << 1));
    store<u16>(code + SYMBOLS + (<usize>next << 1), <u16>symbol);
    store<u16>(OFFSETS + (length << 1), next + 1);
  }
  fillRoot(code);
  return true;
}

/** Enters each short code in every place whose low bits are the code, which DEFLATE sends bits reversed. */
function fillRoot(code: usize): void {
  let sorted = code + SYMBOLS;
  let canonical: u32 = 0;
  for (let length: u32 = 1; length <= ROOT_BITS; ++length) {
    for (let left = <u32>load<u16>(code + (length << 1)); left > 0; --left) {
      const entry = <u16>((<u32>load<u16>(sorted) << 4) | length);
      for (let place = reversed(canonical, length); place < 1 << ROOT_BITS; place += 1 << length) {
        store<u16>(code + ROOT + (<usize>place << 1), entry);
      }
      ++canonical;
      sorted += 2;
    }
    canonical <<= 1;
  }
}

function reversed(value: u32, bits: u32): u32 {
  let result: u32 = 0;
  for (; bits > 0; --bits) {
    result = (result << 1) | (value & 1);
    value >>>= 1;
  }
  return result;
}

/** The symbol that `bits` start with, as symbol << 4 | length; 0 if none. */
// @ts-ignore: decorator
@inline
export function lookUp(code: usize, bits: u64): u32 {
  const entry = <u32>load<u16>(code + ROOT + (<usize>(bits & ((1 << ROOT_BITS) - 1)) << 1));
  return entry != 0 ? entry : lookUpLong(code, <u32>bits);
}

function lookUpLong(code: usize, bits: u32): u32 {
  let value: i32 = 0;
  let first: i32 = 0;
  let index: i32 = 0;
  for (let length: u32 = 1; length <= MAX_BITS; ++length) {
    value |= bits & 1;
    bits >>>= 1;
    const codes = <i32>load<u16>(code + (length << 1));
    if (value - first < codes) {
      return (<u32>load<u16>(code + SYMBOLS + (<usize>(index + value - first) << 1)) << 4) | length;
    }
    index += codes;
    first = (first + codes) << 1;
    value <<= 1;
  }
  return 0;
}
