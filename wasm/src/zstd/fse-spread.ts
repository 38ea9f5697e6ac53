/** Assigning symbols to the states of an FSE table. RFC 8878 §4.1.1. */

/** The symbol of each state, 512 of them at most. */
export const SYMBOLS: usize = memory.data(512);

/** Fills SYMBOLS for `count` probabilities (i16, -1 for "less than 1") that add up to `1 << log`. */
export function spreadSymbols(probabilities: usize, count: u32, log: u32): void {
  const size: u32 = 1 << log;
  let high = size - 1;
  for (let symbol: u32 = 0; symbol < count; ++symbol) {
    if (load<i16>(probabilities + (symbol << 1)) < 0) store<u8>(SYMBOLS + high--, <u8>symbol);
  }
  const step = (size >>> 1) + (size >>> 3) + 3;
  let position: u32 = 0;
  for (let symbol: u32 = 0; symbol < count; ++symbol) {
    for (let i = <i32>load<i16>(probabilities + (symbol << 1)); i > 0; --i) {
      store<u8>(SYMBOLS + position, <u8>symbol);
      do position = (position + step) & (size - 1);
      while (position > high);
    }
  }
}
