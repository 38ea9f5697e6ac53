/** Huffman coding of literals: tree descriptions and the 1 or 4 streams they decode. RFC 8878 §4.2. */

import { ERROR_INVALID, ERROR_TRUNCATED } from "../_errors";
import { accuracyLog, buildTable, PROBABILITIES, readDistribution, symbolCount } from "./fse-decode";
import { HUFFMAN_MAX_BITS, HUFFMAN_WEIGHTS_MAX_LOG, log2 } from "./format";

/**
 * Decoding tables, indexed by the next HUFFMAN_MAX_BITS bits whatever the depth of the tree: symbols and their
 * Number_of_Bits, and PAIRS, which resolves two symbols at once where their codes fit into HUFFMAN_MAX_BITS:
 *    0   8  Number_of_Bits of the symbols together; shifts heed nothing above
 *    8   8  first symbol
 *   16   8  second symbol, if any
 *   24   8  number of symbols, 1 or 2
 */
const TABLE_SIZE: u32 = 1 << HUFFMAN_MAX_BITS;
const SYMBOLS: usize = memory.data(TABLE_SIZE, 8);
const BIT_COUNTS: usize = memory.data(TABLE_SIZE, 8);
const PAIRS: usize = memory.data(TABLE_SIZE * sizeof<u32>(), 8);
/** Whether SYMBOLS has a tree that treeless blocks may use, and whether PAIRS was made from it. */
let hasTree: bool = false;
let hasPairs: bool = false;

/** Weight of each symbol; two more than there are symbols, for what an invalid series writes last. */
const WEIGHTS: usize = memory.data(258);
/** Symbols of each weight, then the table index at which the next of them starts. */
const RANKS: usize = memory.data(16 * sizeof<u32>(), 4);
const WEIGHT_TABLE: usize = memory.data((1 << HUFFMAN_WEIGHTS_MAX_LOG) * sizeof<u64>(), 8);
/** What `buildTable` asks for: a weight stands for itself and takes no further bits. */
const WEIGHT_VALUES: usize = memory.data(16 * sizeof<u64>(), 8);
for (let weight: u64 = 0; weight < 16; ++weight) store<u64>(WEIGHT_VALUES + ((<usize>weight) << 3), weight << 32);

/** Fewer literals than this do not pay for PAIRS; nor do codes longer than 5.5 bits on average. */
const PAIRS_MINIMUM: u32 = 4096;

/** Discards the tree of an earlier frame. */
export function resetTree(): void {
  hasTree = false;
}

/**
 * Reads a Huffman_Tree_Description, §4.2.1, from `src`, of which `length` bytes exist. At least 8 bytes exist in
 * front of `src`. Returns the bytes it takes, or an error.
 */
export function readTree(src: usize, length: u32): i32 {
  hasTree = false;
  if (length == 0) return ERROR_TRUNCATED;
  const header = <u32>load<u8>(src);
  let size: u32;
  let count: u32;
  if (header < 128) {
    size = header;
    if (size >= length) return ERROR_TRUNCATED;
    const result = readCompressedWeights(src + 1, size);
    if (result < 0) return result;
    count = result;
  } else {
    count = header - 127;
    size = (count + 1) >>> 1;
    if (size >= length) return ERROR_TRUNCATED;
    for (let i: u32 = 0; i < count; i += 2) {
      const byte = <u32>load<u8>(src + 1 + (i >>> 1));
      store<u16>(WEIGHTS + i, <u16>((byte >>> 4) | ((byte & 15) << 8)));
    }
  }
  if (!fillSymbols(count)) return ERROR_INVALID;
  hasTree = true;
  hasPairs = false;
  return <i32>(size + 1);
}

/** FSE compression of Huffman weights, §4.2.1.2. Returns their number, at most 255, or an error. */
function readCompressedWeights(src: usize, length: u32): i32 {
  const size = readDistribution(src, length, HUFFMAN_MAX_BITS, HUFFMAN_WEIGHTS_MAX_LOG);
  if (size < 0) return size;
  buildTable(WEIGHT_TABLE, PROBABILITIES, symbolCount, accuracyLog, WEIGHT_VALUES);
  const start = src + size;
  let position = bitLength(start, length - size);
  // Two states take turns; the series ends where the bits of an update run out.
  let state = bitsBelow(start, position, accuracyLog) << 3;
  position -= accuracyLog;
  let other = bitsBelow(start, position, accuracyLog) << 3;
  position -= accuracyLog;
  if (position < 0) return ERROR_INVALID;
  for (let count = 0; count < 255; ) {
    const entry = load<u64>(WEIGHT_TABLE + state);
    store<u8>(WEIGHTS + count++, <u8>(entry >>> 32));
    const bits = <u32>entry & 0xff;
    if (<u32>position < bits) {
      store<u8>(WEIGHTS + count++, load<u8>(WEIGHT_TABLE + other, 4));
      return count > 255 ? ERROR_INVALID : count;
    }
    state = other;
    other = (<u32>entry >>> 16) + (bitsBelow(start, position, bits) << 3);
    position -= bits;
  }
  return ERROR_INVALID;
}

/**
 * Fills SYMBOLS and BIT_COUNTS from the first `count` WEIGHTS and the one they imply, §4.2.1.3. False if they are no
 * tree.
 */
function fillSymbols(count: u32): bool {
  memory.fill(RANKS, 0, 16 * sizeof<u32>());
  let total: u32 = 0;
  for (let i: u32 = 0; i < count; ++i) {
    const weight = <u32>load<u8>(WEIGHTS + i);
    if (weight > HUFFMAN_MAX_BITS) return false;
    const rank = RANKS + (weight << 2);
    store<u32>(rank, load<u32>(rank) + 1);
    total += (1 << weight) >>> 1;
  }
  if (total == 0) return false;
  const maxBits = log2(total) + 1;
  if (maxBits > HUFFMAN_MAX_BITS) return false;
  const rest = (1 << maxBits) - total;
  if (rest & (rest - 1)) return false;
  const last = log2(rest) + 1;
  store<u8>(WEIGHTS + count, <u8>last);
  store<u32>(RANKS + (last << 2), load<u32>(RANKS + (last << 2)) + 1);
  if (load<u32>(RANKS, 4) < 2) return false;

  const scale = HUFFMAN_MAX_BITS - maxBits;
  let next: u32 = 0;
  for (let weight: u32 = 1; weight <= maxBits; ++weight) {
    const rank = RANKS + (weight << 2);
    const symbols = load<u32>(rank);
    store<u32>(rank, next);
    next += symbols << (weight - 1 + scale);
  }
  for (let symbol: u32 = 0; symbol <= count; ++symbol) {
    const weight = <u32>load<u8>(WEIGHTS + symbol);
    if (weight == 0) continue;
    const rank = RANKS + (weight << 2);
    const from = load<u32>(rank);
    const to = from + ((1 << (weight - 1)) << scale);
    store<u32>(rank, to);
    const bits = maxBits + 1 - weight;
    for (let i = from; i < to; ++i) {
      store<u8>(SYMBOLS + i, <u8>symbol);
      store<u8>(BIT_COUNTS + i, <u8>bits);
    }
  }
  return true;
}

function buildPairs(): void {
  for (let i: u32 = 0; i < TABLE_SIZE; ++i) {
    const bits = <u32>load<u8>(BIT_COUNTS + i);
    const next = (i << bits) & (TABLE_SIZE - 1);
    const bothBits = bits + load<u8>(BIT_COUNTS + next);
    const first = (1 << 24) | (<u32>load<u8>(SYMBOLS + i) << 8) | bits;
    const both = (2 << 24) | (<u32>load<u8>(SYMBOLS + next) << 16) | (first & 0xff00) | bothBits;
    store<u32>(PAIRS + (i << 2), select<u32>(both, first, bothBits <= HUFFMAN_MAX_BITS));
  }
  hasPairs = true;
}

/**
 * Decodes `outLength` literals to `out` from `length` bytes at `src`, in 1 or 4 streams, with the current tree,
 * §3.1.1.3.1.6 and §4.2.2. At least 8 bytes exist before `src`. Returns 0 or an error.
 */
export function decodeStreams(out: usize, outLength: u32, src: usize, length: u32, four: bool): i32 {
  if (!hasTree) return ERROR_INVALID;
  const hasShortCodes = outLength >= PAIRS_MINIMUM && length * 16 < outLength * 11;
  if (hasShortCodes && !hasPairs) buildPairs();
  if (!four) return decodeStream(hasShortCodes, out, out + outLength, src, bitLength(src, length)) ? 0 : ERROR_INVALID;
  return decodeFourStreams(hasShortCodes, out, outLength, src, length) ? 0 : ERROR_INVALID;
}

/**
 * Decodes the four streams side by side. Each bit container holds the next bits at its top and a single 1 below
 * them, so that its trailing zeros count what was consumed. Five lookups of at most 11 bits fit between refills.
 */
function decodeFourStreams(inPairs: bool, out: usize, outLength: u32, src: usize, length: u32): bool {
  if (length < 10 || outLength < 6) return false;
  const start0 = src + 6;
  const start1 = start0 + load<u16>(src);
  const start2 = start1 + load<u16>(src, 2);
  const start3 = start2 + load<u16>(src, 4);
  const end = src + length;
  if (start3 >= end) return false;
  const segment = (outLength + 3) >>> 2;
  let out0 = out;
  let out1 = out0 + segment;
  let out2 = out1 + segment;
  let out3 = out2 + segment;
  const end0 = out1;
  const end1 = out2;
  const end2 = out3;
  const end3 = out + outLength;
  if (out3 > end3) return false;
  let left0 = bitLength(start0, <u32>(start1 - start0));
  let left1 = bitLength(start1, <u32>(start2 - start1));
  let left2 = bitLength(start2, <u32>(start3 - start2));
  let left3 = bitLength(start3, <u32>(end - start3));
  if (min(min(left0, left1), min(left2, left3)) >= 64) {
    let from0 = topWord(start0, left0);
    let from1 = topWord(start1, left1);
    let from2 = topWord(start2, left2);
    let from3 = topWord(start3, left3);
    let bits0 = (load<u64>(from0) | 1) << (-left0 & 7);
    let bits1 = (load<u64>(from1) | 1) << (-left1 & 7);
    let bits2 = (load<u64>(from2) | 1) << (-left2 & 7);
    let bits3 = (load<u64>(from3) | 1) << (-left3 & 7);
    while (true) {
      // A round reads at most 7 bytes of each stream and writes at most 10.
      const readable = min(min(from0 - start0, from1 - start1), min(from2 - start2, from3 - start3)) / 7;
      const writable = min(min(end0 - out0, end1 - out1), min(end2 - out2, end3 - out3)) / 10;
      let rounds = min(readable, writable);
      if (rounds == 0) break;
      do {
        // Loops of five would keep a counter where a container could be: a twelfth of the whole, bench/codecs, zstd 1.
        if (inPairs) {
          let entry0 = lookupPair(bits0);
          let entry1 = lookupPair(bits1);
          let entry2 = lookupPair(bits2);
          let entry3 = lookupPair(bits3);
          bits0 <<= entry0; bits1 <<= entry1; bits2 <<= entry2; bits3 <<= entry3;
          out0 = putPair(out0, entry0); out1 = putPair(out1, entry1); out2 = putPair(out2, entry2); out3 = putPair(out3, entry3);
          entry0 = lookupPair(bits0); entry1 = lookupPair(bits1); entry2 = lookupPair(bits2); entry3 = lookupPair(bits3);
          bits0 <<= entry0; bits1 <<= entry1; bits2 <<= entry2; bits3 <<= entry3;
          out0 = putPair(out0, entry0); out1 = putPair(out1, entry1); out2 = putPair(out2, entry2); out3 = putPair(out3, entry3);
          entry0 = lookupPair(bits0); entry1 = lookupPair(bits1); entry2 = lookupPair(bits2); entry3 = lookupPair(bits3);
          bits0 <<= entry0; bits1 <<= entry1; bits2 <<= entry2; bits3 <<= entry3;
          out0 = putPair(out0, entry0); out1 = putPair(out1, entry1); out2 = putPair(out2, entry2); out3 = putPair(out3, entry3);
          entry0 = lookupPair(bits0); entry1 = lookupPair(bits1); entry2 = lookupPair(bits2); entry3 = lookupPair(bits3);
          bits0 <<= entry0; bits1 <<= entry1; bits2 <<= entry2; bits3 <<= entry3;
          out0 = putPair(out0, entry0); out1 = putPair(out1, entry1); out2 = putPair(out2, entry2); out3 = putPair(out3, entry3);
          entry0 = lookupPair(bits0); entry1 = lookupPair(bits1); entry2 = lookupPair(bits2); entry3 = lookupPair(bits3);
          bits0 <<= entry0; bits1 <<= entry1; bits2 <<= entry2; bits3 <<= entry3;
          out0 = putPair(out0, entry0); out1 = putPair(out1, entry1); out2 = putPair(out2, entry2); out3 = putPair(out3, entry3);
        } else {
          bits0 = decodeOne(bits0, out0, 0); bits1 = decodeOne(bits1, out1, 0);
          bits2 = decodeOne(bits2, out2, 0); bits3 = decodeOne(bits3, out3, 0);
          bits0 = decodeOne(bits0, out0, 1); bits1 = decodeOne(bits1, out1, 1);
          bits2 = decodeOne(bits2, out2, 1); bits3 = decodeOne(bits3, out3, 1);
          bits0 = decodeOne(bits0, out0, 2); bits1 = decodeOne(bits1, out1, 2);
          bits2 = decodeOne(bits2, out2, 2); bits3 = decodeOne(bits3, out3, 2);
          bits0 = decodeOne(bits0, out0, 3); bits1 = decodeOne(bits1, out1, 3);
          bits2 = decodeOne(bits2, out2, 3); bits3 = decodeOne(bits3, out3, 3);
          bits0 = decodeOne(bits0, out0, 4); bits1 = decodeOne(bits1, out1, 4);
          bits2 = decodeOne(bits2, out2, 4); bits3 = decodeOne(bits3, out3, 4);
          out0 += 5; out1 += 5; out2 += 5; out3 += 5;
        }
        const used0 = ctz(bits0);
        from0 -= <usize>(used0 >>> 3);
        bits0 = (load<u64>(from0) | 1) << (used0 & 7);
        const used1 = ctz(bits1);
        from1 -= <usize>(used1 >>> 3);
        bits1 = (load<u64>(from1) | 1) << (used1 & 7);
        const used2 = ctz(bits2);
        from2 -= <usize>(used2 >>> 3);
        bits2 = (load<u64>(from2) | 1) << (used2 & 7);
        const used3 = ctz(bits3);
        from3 -= <usize>(used3 >>> 3);
        bits3 = (load<u64>(from3) | 1) << (used3 & 7);
      } while (--rounds);
    }
    left0 = bitsLeft(start0, from0, bits0);
    left1 = bitsLeft(start1, from1, bits1);
    left2 = bitsLeft(start2, from2, bits2);
    left3 = bitsLeft(start3, from3, bits3);
  }
  return (
    decodeStream(inPairs, out0, end0, start0, left0) &&
    decodeStream(inPairs, out1, end1, start1, left1) &&
    decodeStream(inPairs, out2, end2, start2, left2) &&
    decodeStream(inPairs, out3, end3, start3, left3)
  );
}

/** Decodes literals up to `end` from the lowest `left` bits at `start`. False if these are not what they take. */
function decodeStream(inPairs: bool, out: usize, end: usize, start: usize, left: i32): bool {
  if (inPairs) {
    while (left >= 64 && out + 10 <= end) {
      const bits = load<u64>(topWord(start, left)) << (-left & 7);
      const entry0 = lookupPair(bits);
      const used1 = <u64>(entry0 & 0xff);
      const entry1 = lookupPair(bits << used1);
      const used2 = used1 + (entry1 & 0xff);
      const entry2 = lookupPair(bits << used2);
      const used3 = used2 + (entry2 & 0xff);
      const entry3 = lookupPair(bits << used3);
      const used4 = used3 + (entry3 & 0xff);
      const entry4 = lookupPair(bits << used4);
      left -= <i32>used4 + <i32>(entry4 & 0xff);
      out = putPair(putPair(putPair(putPair(putPair(out, entry0), entry1), entry2), entry3), entry4);
    }
  }
  while (left >= 64 && out + 5 <= end) {
    const bits = load<u64>(topWord(start, left)) << (-left & 7);
    let used: u64 = 0;
    for (let i: usize = 0; i < 5; ++i) {
      const index = indexOf(bits << used);
      store<u8>(out + i, load<u8>(index, SYMBOLS));
      used += load<u8>(index, BIT_COUNTS);
    }
    left -= <i32>used;
    out += 5;
  }
  while (out < end && left > 0) {
    const index = bitsBelow(start, left, HUFFMAN_MAX_BITS);
    store<u8>(out++, load<u8>(index, SYMBOLS));
    left -= load<u8>(index, BIT_COUNTS);
  }
  return out == end && left == 0;
}

/** Bits of a stream before its final 1-bit flag, or a negative number if there is no flag, §4.2.2. */
function bitLength(start: usize, length: u32): i32 {
  if (length == 0) return -1;
  const last = <u32>load<u8>(start + length - 1);
  return last == 0 ? -1 : <i32>((length << 3) - 8 + log2(last));
}

/** The `count` bits below bit `position` of the stream at `start`; what lies before it is undefined. */
// @ts-ignore: decorator
@inline
function bitsBelow(start: usize, position: i32, count: u32): u32 {
  const bit = position - <i32>count;
  return (load<u32>(start + (bit >> 3)) >>> (bit & 7)) & ((1 << count) - 1);
}

/** Where the 64 bits lie whose highest byte holds the last of the lowest `left` bits at `start`. */
// @ts-ignore: decorator
@inline
function topWord(start: usize, left: i32): usize {
  return start + ((left + 7) >> 3) - 8;
}

/** Inverse of `topWord`, for a container that still holds all but its trailing zeros. */
// @ts-ignore: decorator
@inline
function bitsLeft(start: usize, from: usize, bits: u64): i32 {
  return (<i32>(from - start) << 3) + 64 - <i32>ctz(bits);
}

// @ts-ignore: decorator
@inline
function decodeOne(bits: u64, out: usize, place: usize): u64 {
  const index = indexOf(bits);
  store<u8>(out + place, load<u8>(index, SYMBOLS));
  return bits << load<u8>(index, BIT_COUNTS);
}

// @ts-ignore: decorator
@inline
function putPair(out: usize, entry: u32): usize {
  store<u16>(out, <u16>(entry >>> 8));
  return out + (entry >>> 24);
}

// @ts-ignore: decorator
@inline
function indexOf(bits: u64): usize {
  return <usize>(bits >>> (64 - HUFFMAN_MAX_BITS));
}

// @ts-ignore: decorator
@inline
function lookupPair(bits: u64): u32 {
  return load<u32>(PAIRS + (indexOf(bits) << 2));
}
