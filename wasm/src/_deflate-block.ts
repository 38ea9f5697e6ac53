/**
 * Blocks of the DEFLATE encoder: RFC 1951 §3.2.3. Sequences gather in parts; a part joins the block before it as
 * long as one code for both is no larger than two.
 */

import { assignCodes, makeCode } from "./_deflate-codes";
import {
  DISTANCE_SYMBOLS, distanceExtraBits, distanceSymbol, END_OF_BLOCK, FIRST_LENGTH, lengthExtra, lengthExtraBits,
  lengthSymbol, LITERAL_SYMBOLS, MIN_MATCH,
} from "./_deflate-format";
import { planHeader, putHeader } from "./_deflate-header";
import { bitCount, bits, hasRoom, output, putBits, putStored, resume, storedBits } from "./_deflate-stream";
import { log2Cost } from "./_zstd-bit-cost";

/** Literals and matches of a part, and most of a block. */
const PART: u32 = 8192;
const MOST: u32 = 65536;
/** What a header is taken to cost when blocks are weighed, in 1/256 bit. */
const HEADER_COST: i64 = 500 << 8;

/** So that four codes fit into 56 bits. */
const MAX_LITERAL_BITS: u32 = 14;
const MAX_DISTANCE_BITS: u32 = 15;

/**
 * A literal run and the match behind it, 8 bytes:
 *   0  u32  literals
 *   4  u16  distance, modulo 65536; 0 if there is no match
 *   6   u8  length less 3
 *   7   u8  symbol of the distance
 */
const SEQUENCES: usize = memory.data(8 * (65536 + 2 * 8192), 16);
/** How often each symbol occurs, literals and lengths before distances, in the block, in the part behind it, in both. */
const LITERALS: i32 = 288;
const COUNTS: usize = memory.data(320 * sizeof<u32>(), 16);
const PART_COUNTS: usize = memory.data(320 * sizeof<u32>(), 16);
const BOTH_COUNTS: usize = memory.data(320 * sizeof<u32>(), 16);

const LITERAL_CODE: usize = memory.data(288 * sizeof<u32>(), 16);
const DISTANCE_CODE: usize = memory.data(32 * sizeof<u32>(), 16);
const FIXED_LITERAL_CODE: usize = memory.data(288 * sizeof<u32>(), 16);
const FIXED_DISTANCE_CODE: usize = memory.data(32 * sizeof<u32>(), 16);
/** For each length less 3: the bits of code and extra bits together, above their number in the low byte. */
const LENGTH_CODE: usize = memory.data(256 * sizeof<u32>(), 16);

for (let symbol: u32 = 0; symbol < 288; ++symbol) {
  store<u32>(FIXED_LITERAL_CODE + (symbol << 2), symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8);
}
assignCodes(FIXED_LITERAL_CODE, 288, 9);
for (let symbol: u32 = 0; symbol < 32; ++symbol) store<u32>(FIXED_DISTANCE_CODE + (symbol << 2), 5);
assignCodes(FIXED_DISTANCE_CODE, 32, 5);

/** Where block and part begin in the source and in SEQUENCES, and what they hold. */
let blockStart: usize = 0;
let partStart: usize = 0;
let partSequence: u32 = 0;
let sequences: u32 = 0;
let blockSymbols: u32 = 0;
let partSymbols: u32 = 0;
let blockCost: i64 = 0;
/** Whether a block has not fit. */
let isFull: bool = false;

/** What a literal cost in the last part, and a match without extra bits, in 1/16 bit: what the search goes by. */
export let literalCost: u32 = 0;
export let matchCost: u32 = 0;

/** Begins with nothing before `src`. */
export function openBlocks(src: usize): void {
  blockStart = src;
  partStart = src;
  partSequence = 0;
  sequences = 0;
  blockSymbols = 0;
  partSymbols = 0;
  isFull = false;
  memory.fill(COUNTS, 0, 320 * sizeof<u32>());
  memory.fill(PART_COUNTS, 0, 320 * sizeof<u32>());
}

/** Assumes costs until there is a part to learn from. */
export function assumeCosts(literal: u32, match: u32): void {
  literalCost = literal;
  matchCost = match;
}

/**
 * Adds the literals from `literals` to `end` and a match of `length` bytes, 3 or more, there; 0 for none. False
 * once the destination is full.
 */
export function addSequence(literals: usize, end: usize, length: usize, distance: usize): bool {
  const run = <u32>(end - literals);
  for (; literals < end; ++literals) count(PART_COUNTS + (<usize>load<u8>(literals) << 2));
  const at = SEQUENCES + (sequences++ << 3);
  store<u32>(at, run);
  store<u32>(at, 0, 4);
  partSymbols += run;
  if (length > 0) {
    const symbol = distanceSymbol(<u32>distance);
    store<u16>(at, <u16>distance, 4);
    store<u8>(at, <u8>(length - MIN_MATCH), 6);
    store<u8>(at, <u8>symbol, 7);
    count(PART_COUNTS + ((FIRST_LENGTH + lengthSymbol(length - MIN_MATCH)) << 2));
    count(PART_COUNTS + ((LITERALS + symbol) << 2));
    ++partSymbols;
  }
  if (partSymbols >= PART) closePart(end + length);
  return !isFull;
}

/** Writes what is left as the last block. False if the destination is full. */
export function closeBlocks(end: usize): bool {
  closePart(end);
  if (!isFull) writeBlock(true);
  return !isFull;
}

// @ts-ignore: decorator
@inline
function count(slot: usize): void {
  store<u32>(slot, load<u32>(slot) + 1);
}

/** Ends the part at `end` in the source: it joins the block, or becomes one itself after the block is written. */
function closePart(end: usize): void {
  learnCosts();
  const partCost = costOf(PART_COUNTS);
  for (let i: usize = 0; i < 320 << 2; i += 4) {
    store<u32>(BOTH_COUNTS + i, load<u32>(COUNTS + i) + load<u32>(PART_COUNTS + i));
  }
  let cost = costOf(BOTH_COUNTS);
  if (blockSymbols > 0 && (blockSymbols + partSymbols > MOST || cost > blockCost + partCost + HEADER_COST)) {
    const all = sequences;
    sequences = partSequence;
    writeBlock(false);
    sequences = all - partSequence;
    memory.copy(SEQUENCES, SEQUENCES + (partSequence << 3), <usize>sequences << 3);
    blockStart = partStart;
    blockSymbols = 0;
    cost = partCost;
    memory.copy(COUNTS, PART_COUNTS, 320 * sizeof<u32>());
  } else {
    memory.copy(COUNTS, BOTH_COUNTS, 320 * sizeof<u32>());
  }
  blockSymbols += partSymbols;
  blockCost = cost;
  partStart = end;
  partSequence = sequences;
  partSymbols = 0;
  memory.fill(PART_COUNTS, 0, 320 * sizeof<u32>());
}

/** What symbols so frequent cost at least, without extra bits, in 1/256 bit. */
function costOf(counts: usize): i64 {
  return entropy(counts, LITERAL_SYMBOLS) + entropy(counts + (LITERALS << 2), DISTANCE_SYMBOLS);
}

function entropy(counts: usize, symbols: u32): i64 {
  let total: u32 = 0;
  let saved: i64 = 0;
  for (let symbol: u32 = 0; symbol < symbols; ++symbol) {
    const n = load<u32>(counts + (symbol << 2));
    if (n == 0) continue;
    total += n;
    saved += <i64>n * log2Cost(n);
  }
  return total == 0 ? 0 : <i64>total * log2Cost(total) - saved;
}

function learnCosts(): void {
  let literals: u32 = 0;
  let saved: u64 = 0;
  for (let symbol: u32 = 0; symbol < 256; ++symbol) {
    const n = load<u32>(PART_COUNTS + (symbol << 2));
    if (n == 0) continue;
    literals += n;
    saved += <u64>n * log2Cost(n);
  }
  const matches = partSymbols - literals;
  if (literals >= 256) {
    const mean = log2Cost(partSymbols) - <u32>(saved / literals);
    literalCost = max<u32>(mean >>> 4, 16);
  }
  if (matches >= 64) {
    let cost = costOf(PART_COUNTS);
    cost -= <i64>literals * log2Cost(partSymbols) - <i64>saved;
    matchCost = <u32>(cost / matches) >>> 4;
  }
}

/** Writes the block in whichever way is the shortest, and forgets it. */
function writeBlock(isLast: bool): void {
  store<u32>(COUNTS, 1, END_OF_BLOCK << 2);
  makeCode(LITERAL_CODE, COUNTS, LITERAL_SYMBOLS, MAX_LITERAL_BITS);
  const distanceCounts = COUNTS + (LITERALS << 2);
  makeCode(DISTANCE_CODE, distanceCounts, DISTANCE_SYMBOLS, MAX_DISTANCE_BITS);
  const extra = extraBits();
  const header = planHeader(LITERAL_CODE, DISTANCE_CODE);
  const dynamic = 3 + header + extra + bitsOf(LITERAL_CODE, DISTANCE_CODE);
  const fixed = 3 + extra + bitsOf(FIXED_LITERAL_CODE, FIXED_DISTANCE_CODE);
  const length = partStart - blockStart;
  const stored = storedBits(length);
  const least = min<u64>(stored, min<u64>(fixed, dynamic));
  if (!hasRoom(least)) {
    isFull = true;
  } else if (stored == least) {
    putStored(blockStart, length, isLast);
  } else if (fixed == least) {
    putBits(u64(isLast) | 2, 3);
    putSequences(FIXED_LITERAL_CODE, FIXED_DISTANCE_CODE);
  } else {
    putBits(u64(isLast) | 4, 3);
    putHeader();
    putSequences(LITERAL_CODE, DISTANCE_CODE);
  }
}

function extraBits(): u64 {
  let total: u64 = 0;
  for (let symbol: u32 = 0; symbol < 29; ++symbol) {
    total += <u64>load<u32>(COUNTS + ((FIRST_LENGTH + symbol) << 2)) * lengthExtraBits(symbol);
  }
  for (let symbol: u32 = 0; symbol < DISTANCE_SYMBOLS; ++symbol) {
    total += <u64>load<u32>(COUNTS + ((LITERALS + symbol) << 2)) * distanceExtraBits(symbol);
  }
  return total;
}

function bitsOf(literalCode: usize, distanceCode: usize): u64 {
  let total: u64 = 0;
  for (let symbol: u32 = 0; symbol < LITERAL_SYMBOLS; ++symbol) {
    total += <u64>load<u32>(COUNTS + (symbol << 2)) * load<u8>(literalCode + (symbol << 2));
  }
  for (let symbol: u32 = 0; symbol < DISTANCE_SYMBOLS; ++symbol) {
    total += <u64>load<u32>(COUNTS + ((LITERALS + symbol) << 2)) * load<u8>(distanceCode + (symbol << 2));
  }
  return total;
}

/** Writes the block's sequences and its end. */
function putSequences(literalCode: usize, distanceCode: usize): void {
  for (let length: usize = 0; length < 256; ++length) {
    const code = load<u32>(literalCode + ((FIRST_LENGTH + lengthSymbol(length)) << 2));
    const extra = lengthExtra(length);
    const codeBits = code & 255;
    const both = (code >>> 8) | ((extra & 255) << codeBits);
    store<u32>(LENGTH_CODE + (length << 2), (both << 8) | (codeBits + (extra >>> 8)));
  }
  let at = output;
  let waiting = bits;
  let filled = bitCount;
  let from = blockStart;
  const end = SEQUENCES + (<usize>sequences << 3);
  for (let sequence = SEQUENCES; sequence < end; sequence += 8) {
    const stop = from + load<u32>(sequence);
    // Before each group fewer than 8 bits wait; four literals add 56, a match 14 + 5 + 15 + 13 at most.
    for (; from + 4 <= stop; from += 4) {
      const literals = load<u32>(from);
      let code = load<u32>(literalCode + ((literals & 255) << 2));
      waiting |= <u64>(code >>> 8) << filled;
      filled += code & 255;
      code = load<u32>(literalCode + (((literals >>> 8) & 255) << 2));
      waiting |= <u64>(code >>> 8) << filled;
      filled += code & 255;
      code = load<u32>(literalCode + (((literals >>> 16) & 255) << 2));
      waiting |= <u64>(code >>> 8) << filled;
      filled += code & 255;
      code = load<u32>(literalCode + ((literals >>> 24) << 2));
      waiting |= <u64>(code >>> 8) << filled;
      filled += code & 255;
      store<u64>(at, waiting);
      at += filled >>> 3;
      waiting >>>= filled & 56;
      filled &= 7;
    }
    for (; from < stop; ++from) {
      const code = load<u32>(literalCode + (<usize>load<u8>(from) << 2));
      waiting |= <u64>(code >>> 8) << filled;
      filled += code & 255;
    }
    store<u64>(at, waiting);
    at += filled >>> 3;
    waiting >>>= filled & 56;
    filled &= 7;
    if (load<u32>(sequence, 4) == 0) continue;
    const length = <usize>load<u8>(sequence, 6);
    let code = load<u32>(LENGTH_CODE + (length << 2));
    waiting |= <u64>(code >>> 8) << filled;
    filled += code & 255;
    const symbol = <u32>load<u8>(sequence, 7);
    code = load<u32>(distanceCode + (symbol << 2));
    waiting |= <u64>(code >>> 8) << filled;
    filled += code & 255;
    const extra = distanceExtraBits(symbol);
    const rest = (<u32>load<u16>(sequence, 4) - 1) & ((1 << extra) - 1);
    waiting |= <u64>rest << filled;
    filled += extra;
    store<u64>(at, waiting);
    at += filled >>> 3;
    waiting >>>= filled & 56;
    filled &= 7;
    from += length + MIN_MATCH;
  }
  const code = load<u32>(literalCode, END_OF_BLOCK << 2);
  resume(at, waiting | (<u64>(code >>> 8) << filled), filled + (code & 255));
}
