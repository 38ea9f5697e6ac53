/** Numbers of RFC 1951 that encoding turns on. */

export const MIN_MATCH: usize = 3;
export const MAX_MATCH: usize = 258;
export const MAX_DISTANCE: usize = 32768;
export const END_OF_BLOCK: u32 = 256;
/** First of the symbols for lengths, §3.2.5. */
export const FIRST_LENGTH: u32 = 257;
export const LITERAL_SYMBOLS: u32 = 286;
export const DISTANCE_SYMBOLS: u32 = 30;
/** Most bytes of a stored block, §3.2.4. */
export const MAX_STORED: usize = 65535;

/** For each length less 3: its symbol less 257, and the extra bits' number above their value, §3.2.5. */
const LENGTH_SYMBOLS: usize = memory.data(256);
const LENGTH_EXTRAS: usize = memory.data(256 * sizeof<u16>(), 2);

for (let symbol: u32 = 0, length: u32 = 0; symbol < 28; ++symbol) {
  const count: u32 = symbol < 8 ? 0 : (symbol - 4) >> 2;
  for (let extra: u32 = 0; extra < 1 << count; ++extra, ++length) {
    store<u8>(LENGTH_SYMBOLS + length, <u8>symbol);
    store<u16>(LENGTH_EXTRAS + (length << 1), <u16>((count << 8) | extra));
  }
}
// 258 has a symbol of its own.
store<u8>(LENGTH_SYMBOLS + 255, 28);
store<u16>(LENGTH_EXTRAS + 510, 0);

/** The symbol for `length` less 3, counted from 257. */
// @ts-ignore: decorator
@inline
export function lengthSymbol(length: usize): u32 {
  return load<u8>(LENGTH_SYMBOLS + length);
}

/** The extra bits for `length` less 3: their number above the low byte that holds them. */
// @ts-ignore: decorator
@inline
export function lengthExtra(length: usize): u32 {
  return load<u16>(LENGTH_EXTRAS + (length << 1));
}

/** How many extra bits follow length symbol 257 + `symbol`. */
export function lengthExtraBits(symbol: u32): u32 {
  return symbol < 8 || symbol == 28 ? 0 : (symbol - 4) >> 2;
}

/** The symbol for a distance. */
// @ts-ignore: decorator
@inline
export function distanceSymbol(distance: u32): u32 {
  const value = distance - 1;
  if (value < 2) return value;
  const log = 31 - clz(value);
  return (log << 1) | ((value >>> (log - 1)) & 1);
}

/** How many extra bits follow a distance symbol; their value is the low bits of the distance less 1. */
// @ts-ignore: decorator
@inline
export function distanceExtraBits(symbol: u32): u32 {
  return symbol < 4 ? 0 : (symbol >>> 1) - 1;
}
