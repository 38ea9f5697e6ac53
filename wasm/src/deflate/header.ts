/** The lengths of a dynamic block's two codes, as they are sent: RFC 1951 §3.2.7. */

import { makeCode } from "./codes";
import { DISTANCE_SYMBOLS, LITERAL_SYMBOLS } from "./format";
import { putBits } from "./stream";

const CODE_LENGTHS: u32 = 19;
const MAX_BITS: u32 = 7;
/** In what order the lengths of code length codes are sent. */
const ORDER: usize = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);

const LENGTHS: usize = memory.data(320);
/** What is to be sent: a symbol a u16, the value of its extra bits above the low byte. */
const ITEMS: usize = memory.data(2 * 320, 2);
const COUNTS: usize = memory.data(20 * sizeof<u32>(), 4);
const CODE: usize = memory.data(20 * sizeof<u32>(), 4);

let items: u32 = 0;
let literals: u32 = 0;
let distances: u32 = 0;
let ordered: u32 = 0;

/** Prepares the header for both codes and returns its bits, without the three that begin every block. */
export function planHeader(literalCode: usize, distanceCode: usize): u32 {
  literals = LITERAL_SYMBOLS;
  while (load<u32>(literalCode + ((literals - 1) << 2)) == 0) --literals;
  distances = DISTANCE_SYMBOLS;
  while (load<u32>(distanceCode + ((distances - 1) << 2)) == 0) --distances;
  for (let i: u32 = 0; i < literals; ++i) store<u8>(LENGTHS + i, load<u8>(literalCode + (i << 2)));
  for (let i: u32 = 0; i < distances; ++i) store<u8>(LENGTHS + literals + i, load<u8>(distanceCode + (i << 2)));
  findRuns(literals + distances);
  makeCode(CODE, COUNTS, CODE_LENGTHS, MAX_BITS);
  ordered = CODE_LENGTHS;
  while (load<u8>(CODE + (<usize>load<u8>(ORDER + ordered - 1) << 2)) == 0) --ordered;
  let bits = 14 + 3 * ordered;
  for (let symbol: u32 = 0; symbol < CODE_LENGTHS; ++symbol) {
    bits += load<u32>(COUNTS + (symbol << 2)) * (load<u8>(CODE + (symbol << 2)) + extraBits(symbol));
  }
  return bits;
}

/** Writes what `planHeader` prepared. */
export function putHeader(): void {
  putBits((literals - 257) | ((distances - 1) << 5) | ((ordered - 4) << 10), 14);
  for (let i: u32 = 0; i < ordered; ++i) putBits(load<u8>(CODE + (<usize>load<u8>(ORDER + i) << 2)), 3);
  for (let i: u32 = 0; i < items; ++i) {
    const item = <u32>load<u16>(ITEMS + (i << 1));
    const code = load<u32>(CODE + ((item & 255) << 2));
    putBits(code >>> 8, code & 255);
    putBits(item >>> 8, extraBits(item & 255));
  }
}

function extraBits(symbol: u32): u32 {
  return symbol < 16 ? 0 : symbol == 16 ? 2 : symbol == 17 ? 3 : 7;
}

/** Fills ITEMS and COUNTS for the first `count` of LENGTHS. */
function findRuns(count: u32): void {
  memory.fill(COUNTS, 0, 20 * sizeof<u32>());
  items = 0;
  for (let i: u32 = 0; i < count; ) {
    const length = <u32>load<u8>(LENGTHS + i);
    let run: u32 = 1;
    while (i + run < count && load<u8>(LENGTHS + i + run) == length) ++run;
    i += run;
    if (length == 0) {
      for (; run >= 11; run -= min<u32>(run, 138)) addItem(18, min<u32>(run, 138) - 11);
      if (run >= 3) {
        addItem(17, run - 3);
        run = 0;
      }
    } else {
      addItem(length, 0);
      // A rest of one or two would cost more than a shorter run before it; zlib bears that too.
      for (--run; run >= 3; run -= min<u32>(run, 6)) addItem(16, min<u32>(run, 6) - 3);
    }
    for (; run > 0; --run) addItem(length, 0);
  }
}

function addItem(symbol: u32, extra: u32): void {
  store<u16>(ITEMS + (items++ << 1), <u16>((extra << 8) | symbol));
  const slot = COUNTS + (symbol << 2);
  store<u32>(slot, load<u32>(slot) + 1);
}
