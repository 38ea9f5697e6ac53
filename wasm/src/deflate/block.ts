/**
 * Blocks of the DEFLATE encoder: RFC 1951 §3.2.3. Sequences gather in parts; a part joins the block before it as
 * long as one code for both is no larger than two.
 */

import { assignCodes, makeCode } from "./codes";
import {
  DISTANCE_SYMBOLS, distanceExtraBits, distanceSymbol, END_OF_BLOCK, FIRST_LENGTH, lengthExtra, lengthExtraBits,
  lengthSymbol, LITERAL_SYMBOLS, MIN_MATCH,
} from "./format";
import { planHeader, putHeader } from "./header";
import { bitCount, bits, hasRoom, output, putBits, putStored, resume, storedBits } from "./stream";
import { log2Cost } from "../zstd/bit-cost";

/** Bytes of a part, which a match may exceed. */
export const PART: usize = 16384;
/** The most literals and matches of a block, and sequences. */
const MOST_SYMBOLS: u32 = 262144;
const MOST_SEQUENCES: u32 = 65536;
/** What a header and its making are taken to cost when blocks are weighed, in 1/256 bit. */
const HEADER_COST: i64 = 800 << 8;

/** So that four codes fit into 56 bits. */
const MAX_LITERAL_BITS: u32 = 12;
const MAX_DISTANCE_BITS: u32 = 15;

/**
 * A literal run and the match behind it, 8 bytes:
 *   0  u32  literals
 *   4  u16  distance, modulo 65536; 0 if there is no match
 *   6   u8  length less 3
 *   7   u8  symbol of the distance
 * Behind the block, a part has 5550 of them at most.
 */
const SEQUENCES: usize = memory.data(8 * (MOST_SEQUENCES + 8192), 16);
/** How often each symbol occurs, literals and lengths before distances, in the block, in the part behind it, in both. */
const LITERALS: i32 = 288;
const COUNTS: usize = memory.data(320 * sizeof<u32>(), 16);
const PART_COUNTS: usize = memory.data(320 * sizeof<u32>(), 16);
/** Literals of the part behind the block, by their place modulo 4: equal neighbours need not wait for each other. */
const LANES: usize = memory.data(4 * 1024, 16);
const BOTH_COUNTS: usize = memory.data(320 * sizeof<u32>(), 16);

const LITERAL_CODE: usize = memory.data(288 * sizeof<u32>(), 16);
const DISTANCE_CODE: usize = memory.data(32 * sizeof<u32>(), 16);
const FIXED_LITERAL_CODE: usize = memory.data(288 * sizeof<u32>(), 16);
const FIXED_DISTANCE_CODE: usize = memory.data(32 * sizeof<u32>(), 16);
/**
 * What is to be sent for literals, lengths less 3 with their extra bits, and distances, as words: the bits at the top,
 * their number in the low byte. A word goes behind others when they are shifted right by it, which minds its low 6 bits
 * alone; sums of words are shifted by in the same way.
 */
const LITERAL_WORDS: usize = memory.data(256 * sizeof<u64>(), 16);
const LENGTH_WORDS: usize = memory.data(256 * sizeof<u64>(), 16);
const DISTANCE_WORDS: usize = memory.data(30 * sizeof<u64>(), 16);

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
/** What the last part takes without a header, in 1/256 bit. */
export let partCost: i64 = 0;

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
  memory.fill(LANES, 0, 4 * 1024);
}

/** Assumes costs until there is a part to learn from. */
export function assumeCosts(literal: u32, match: u32): void {
  literalCost = literal;
  matchCost = match;
}

/** Counts a literal that a sequence will hold. */
// @ts-ignore: decorator
@inline
export function countLiteral(byte: u32): void {
  count(LANES + (byte << 2));
}

/** Counts the bytes from `from` to `end` as literals. */
export function countLiterals(from: usize, end: usize): void {
  for (; from + 4 <= end; from += 4) {
    let slot = <usize>load<u8>(from) << 2;
    store<u32>(slot, load<u32>(slot, LANES) + 1, LANES);
    slot = <usize>load<u8>(from, 1) << 2;
    store<u32>(slot, load<u32>(slot, LANES + 1024) + 1, LANES + 1024);
    slot = <usize>load<u8>(from, 2) << 2;
    store<u32>(slot, load<u32>(slot, LANES + 2048) + 1, LANES + 2048);
    slot = <usize>load<u8>(from, 3) << 2;
    store<u32>(slot, load<u32>(slot, LANES + 3072) + 1, LANES + 3072);
  }
  for (; from < end; ++from) countLiteral(load<u8>(from));
}

/** Adds a run of literals, counted already, without a match behind it. */
export function addLiterals(run: usize): void {
  store<u64>(SEQUENCES + (sequences++ << 3), run);
  partSymbols += <u32>run;
}

/** Adds a run of literals, counted already, and a match of `length` bytes, 3 or more. */
// @ts-ignore: decorator
@inline
export function addSequence(run: usize, length: usize, distance: usize): void {
  const symbol = distanceSymbol(<u32>distance);
  const sequence = <u64>run | ((<u64>(symbol << 24) | ((length - MIN_MATCH) << 16) | (distance & 0xffff)) << 32);
  store<u64>(SEQUENCES + (sequences++ << 3), sequence);
  count(PART_COUNTS + ((FIRST_LENGTH + lengthSymbol(length - MIN_MATCH)) << 2));
  count(PART_COUNTS + ((LITERALS + symbol) << 2));
  partSymbols += <u32>run + 1;
}

/** Writes what is left as the last block. False if the destination is full. */
export function closeBlocks(): bool {
  if (!isFull) writeBlock(true);
  return !isFull;
}

// @ts-ignore: decorator
@inline
function count(slot: usize): void {
  store<u32>(slot, load<u32>(slot) + 1);
}

/**
 * Ends the part at `end` in the source: it joins the block, or becomes one itself after the block is written. False
 * if the destination is full.
 */
export function closePart(end: usize): bool {
  gatherLiterals();
  learnCosts();
  const cost = costOf(PART_COUNTS);
  partCost = cost + (extraBits(PART_COUNTS) << 8);
  for (let i: usize = 0; i < 320 << 2; i += 4) {
    store<u32>(BOTH_COUNTS + i, load<u32>(COUNTS + i) + load<u32>(PART_COUNTS + i));
  }
  let bothCost = costOf(BOTH_COUNTS);
  const isTooMuch = blockSymbols + partSymbols > MOST_SYMBOLS || sequences > MOST_SEQUENCES;
  if (blockSymbols > 0 && (isTooMuch || bothCost > blockCost + cost + HEADER_COST)) {
    const all = sequences;
    sequences = partSequence;
    writeBlock(false);
    sequences = all - partSequence;
    memory.copy(SEQUENCES, SEQUENCES + (partSequence << 3), <usize>sequences << 3);
    blockStart = partStart;
    blockSymbols = 0;
    bothCost = cost;
    memory.copy(COUNTS, PART_COUNTS, 320 * sizeof<u32>());
  } else {
    memory.copy(COUNTS, BOTH_COUNTS, 320 * sizeof<u32>());
  }
  blockSymbols += partSymbols;
  blockCost = bothCost;
  partStart = end;
  partSequence = sequences;
  partSymbols = 0;
  memory.fill(PART_COUNTS, 0, 320 * sizeof<u32>());
  return !isFull;
}

function gatherLiterals(): void {
  for (let i: usize = 0; i < 1024; i += 4) {
    const slot = LANES + i;
    store<u32>(PART_COUNTS + i, load<u32>(slot) + load<u32>(slot, 1024) + load<u32>(slot, 2048) + load<u32>(slot, 3072));
  }
  memory.fill(LANES, 0, 4 * 1024);
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
  const extra = extraBits(COUNTS);
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

function extraBits(counts: usize): u64 {
  let total: u64 = 0;
  for (let symbol: u32 = 0; symbol < 29; ++symbol) {
    total += <u64>load<u32>(counts + ((FIRST_LENGTH + symbol) << 2)) * lengthExtraBits(symbol);
  }
  for (let symbol: u32 = 0; symbol < DISTANCE_SYMBOLS; ++symbol) {
    total += <u64>load<u32>(counts + ((LITERALS + symbol) << 2)) * distanceExtraBits(symbol);
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
  spreadCodes(literalCode, distanceCode);
  let at = output;
  let filled = <u64>bitCount;
  let waiting = bits << (64 - filled);
  let from = blockStart;
  const end = SEQUENCES + (<usize>sequences << 3);
  for (let sequence = SEQUENCES; sequence < end; sequence += 8) {
    const stop = from + load<u32>(sequence);
    // Before each group fewer than 8 bits wait; four literals add 48, a match 12 + 5 + 15 + 13 at most.
    for (; from + 4 <= stop; from += 4) {
      const first = load<u64>(<usize>load<u8>(from) << 3, LITERAL_WORDS);
      const second = load<u64>(<usize>load<u8>(from, 1) << 3, LITERAL_WORDS);
      const third = load<u64>(<usize>load<u8>(from, 2) << 3, LITERAL_WORDS);
      const fourth = load<u64>(<usize>load<u8>(from, 3) << 3, LITERAL_WORDS);
      const back = third + fourth;
      const count = (first + second + back) & 255;
      const front = (first >>> second) | second;
      waiting = (waiting >>> count) | (front >>> back) | (third >>> fourth) | fourth;
      filled += count;
      store<u64>(at, waiting >>> (64 - filled));
      at += <usize>(filled >>> 3);
      filled &= 7;
    }
    // Up to three more, without a branch that could go either way.
    const left = <u32>(stop - from);
    const first = load<u64>(<usize>load<u8>(from) << 3, LITERAL_WORDS) & -u64(left > 0);
    const second = load<u64>(<usize>load<u8>(from, 1) << 3, LITERAL_WORDS) & -u64(left > 1);
    const third = load<u64>(<usize>load<u8>(from, 2) << 3, LITERAL_WORDS) & -u64(left > 2);
    let count = (first + second + third) & 255;
    waiting = (waiting >>> count) | (first >>> (second + third)) | (second >>> third) | third;
    filled += count;
    from = stop;
    store<u64>(at, waiting >>> (64 - filled));
    at += <usize>(filled >>> 3);
    filled &= 7;
    if (load<u32>(sequence, 4) == 0) continue;
    const length = <usize>load<u8>(sequence, 6);
    const lengthWord = load<u64>(length << 3, LENGTH_WORDS);
    const symbol = <u32>load<u8>(sequence, 7);
    const distanceWord = load<u64>(<usize>symbol << 3, DISTANCE_WORDS);
    const extraWord = wordOf(<u64>(load<u16>(sequence, 4) - 1), distanceExtraBits(symbol));
    const back = distanceWord + extraWord;
    count = (lengthWord + back) & 255;
    waiting = (waiting >>> count) | (lengthWord >>> back) | (distanceWord >>> extraWord) | extraWord;
    filled += count;
    store<u64>(at, waiting >>> (64 - filled));
    at += <usize>(filled >>> 3);
    filled &= 7;
    from += length + MIN_MATCH;
  }
  const rest = filled == 0 ? 0 : waiting >>> (64 - filled);
  const code = load<u32>(literalCode, END_OF_BLOCK << 2);
  resume(at, rest | (<u64>(code >>> 8) << filled), <u32>filled + (code & 255));
}

/** Fills the tables of words for a block. */
function spreadCodes(literalCode: usize, distanceCode: usize): void {
  for (let byte: usize = 0; byte < 256; ++byte) {
    const code = load<u32>(literalCode + (byte << 2));
    store<u64>(LITERAL_WORDS + (byte << 3), wordOf(code >>> 8, code & 255));
  }
  for (let length: usize = 0; length < 256; ++length) {
    const code = load<u32>(literalCode + ((FIRST_LENGTH + lengthSymbol(length)) << 2));
    const extra = lengthExtra(length);
    const codeBits = code & 255;
    store<u64>(LENGTH_WORDS + (length << 3), wordOf((code >>> 8) | ((extra & 255) << codeBits), codeBits + (extra >>> 8)));
  }
  for (let symbol: usize = 0; symbol < DISTANCE_SYMBOLS; ++symbol) {
    const code = load<u32>(distanceCode + (symbol << 2));
    store<u64>(DISTANCE_WORDS + (symbol << 3), wordOf(code >>> 8, code & 255));
  }
}

/** The low `count` bits of `value` at the top of a word, and `count` at its bottom. */
// @ts-ignore: decorator
@inline
function wordOf(value: u64, count: u32): u64 {
  return count == 0 ? 0 : (value << (64 - count)) | count;
}
