/** Huffman coding of literals for the encoder: making, describing and using a tree. RFC 8878 §4.2. */

import { HUFFMAN_WEIGHTS_MAX_LOG } from "./format";
import {
  buildEncodingTable,
  chooseLog,
  firstState,
  nextState,
  normalize,
  stateBits,
  TABLE_SIZE,
  writeDistribution,
} from "./fse-encode";

/**
 * A tree:
 *    0     4  depth, Max_Number_of_Bits
 *    4     4  number of symbols; 0 if there is no tree
 *    8  1024  for each symbol, u32 of its code above its Number_of_Bits in the low byte; 0 if it has none
 */
export const TREE_SIZE: i32 = 1032;

/** Symbols sorted by count: the count above the symbol in the low byte. A second array, for sorting between both. */
const SORTED: usize = memory.data(256 * sizeof<u32>(), 4);
const BUFFER: usize = memory.data(256 * sizeof<u32>(), 4);
const BUCKETS: usize = memory.data(65 * sizeof<u32>(), 4);
/** Counts and parents of the tree's nodes, leaves first. */
const NODE_COUNTS: usize = memory.data(512 * sizeof<u32>(), 4);
const PARENTS: usize = memory.data(512 * sizeof<u16>(), 2);
const DEPTHS: usize = memory.data(512);
const WEIGHTS: usize = memory.data(256);
/** Symbols of each length or weight. */
const RANKS: usize = memory.data(16 * sizeof<u32>(), 4);
const WEIGHT_TABLE: usize = memory.data(TABLE_SIZE, 8);

/** Makes a tree for u32 `counts` of 256 symbols, two of which at least are not zero, no deeper than `maxBits`. */
export function buildTree(tree: usize, counts: usize, maxBits: u32): void {
  const used = sortSymbols(counts);
  const deepest = measureDepths(used);
  if (deepest > maxBits) limitDepths(used, maxBits);
  const depth: u32 = min(deepest, maxBits);

  memory.fill(tree, 0, TREE_SIZE);
  memory.fill(RANKS, 0, 16 * sizeof<u32>());
  let last: u32 = 0;
  for (let i: u32 = 0; i < used; ++i) {
    const symbol = load<u32>(SORTED + (i << 2)) & 0xff;
    const bits = <u32>load<u8>(DEPTHS + i);
    store<u32>(tree + (symbol << 2), bits, 8);
    store<u32>(RANKS + (bits << 2), load<u32>(RANKS + (bits << 2)) + 1);
    last = max(last, symbol);
  }
  store<u32>(tree, depth);
  store<u32>(tree, last + 1, 4);
  // Codes count up from the longest to the shortest, and within a length from the lowest symbol, §4.2.1.3.
  let code: u32 = 0;
  for (let bits = depth; bits > 0; --bits) {
    const count = load<u32>(RANKS + (bits << 2));
    store<u32>(RANKS + (bits << 2), code);
    code = (code + count) >>> 1;
  }
  for (let symbol: u32 = 0; symbol <= last; ++symbol) {
    const at = tree + (symbol << 2);
    const bits = load<u32>(at, 8);
    if (bits == 0) continue;
    const rank = RANKS + (bits << 2);
    code = load<u32>(rank);
    store<u32>(rank, code + 1);
    store<u32>(at, (code << 8) | bits, 8);
  }
}

/** Sorts the symbols in use by ascending count, in three passes of six bits. Returns their number. */
function sortSymbols(counts: usize): u32 {
  let used: u32 = 0;
  for (let symbol: u32 = 0; symbol < 256; ++symbol) {
    const count = load<u32>(counts + (symbol << 2));
    store<u32>(BUFFER + (used << 2), (count << 8) | symbol);
    used += <u32>(count != 0);
  }
  sortPass(SORTED, BUFFER, used, 8);
  sortPass(BUFFER, SORTED, used, 14);
  sortPass(SORTED, BUFFER, used, 20);
  return used;
}

function sortPass(to: usize, from: usize, count: u32, shift: u32): void {
  memory.fill(BUCKETS, 0, 65 * sizeof<u32>());
  for (let i: u32 = 0; i < count; ++i) {
    const bucket = BUCKETS + (((load<u32>(from + (i << 2)) >>> shift) & 63) << 2);
    store<u32>(bucket, load<u32>(bucket, 4) + 1, 4);
  }
  for (let i: u32 = 1; i < 64; ++i) {
    const bucket = BUCKETS + (i << 2);
    store<u32>(bucket, load<u32>(bucket) + load<u32>(bucket - 4));
  }
  for (let i: u32 = 0; i < count; ++i) {
    const item = load<u32>(from + (i << 2));
    const bucket = BUCKETS + (((item >>> shift) & 63) << 2);
    const place = load<u32>(bucket);
    store<u32>(bucket, place + 1);
    store<u32>(to + (place << 2), item);
  }
}

/** Fills DEPTHS with the code lengths of the `used` symbols in SORTED, by Huffman's algorithm. Returns the greatest. */
function measureDepths(used: u32): u32 {
  for (let i: u32 = 0; i < used; ++i) store<u32>(NODE_COUNTS + (i << 2), load<u32>(SORTED + (i << 2)) >>> 8);
  const root: u32 = 2 * used - 2;
  let leaf: u32 = 0;
  let inner = used;
  for (let node = used; node <= root; ++node) {
    let sum: u32 = 0;
    for (let child = 0; child < 2; ++child) {
      const isLeaf =
        leaf < used && (inner >= node || load<u32>(NODE_COUNTS + (leaf << 2)) <= load<u32>(NODE_COUNTS + (inner << 2)));
      const lightest = isLeaf ? leaf++ : inner++;
      sum += load<u32>(NODE_COUNTS + (lightest << 2));
      store<u16>(PARENTS + (lightest << 1), <u16>node);
    }
    store<u32>(NODE_COUNTS + (node << 2), sum);
  }
  store<u8>(DEPTHS + root, 0);
  for (let node = <i32>root - 1; node >= 0; --node) {
    store<u8>(DEPTHS + node, load<u8>(DEPTHS + load<u16>(PARENTS + (node << 1))) + 1);
  }
  return load<u8>(DEPTHS);
}

/** Shortens codes to `maxBits`, and lengthens those of the rarest symbols that have room until Kraft's sum is 1. */
function limitDepths(used: u32, maxBits: u32): void {
  let excess: i32 = -(1 << maxBits);
  for (let i: u32 = 0; i < used; ++i) {
    const bits = min(<u32>load<u8>(DEPTHS + i), maxBits);
    store<u8>(DEPTHS + i, <u8>bits);
    excess += 1 << (maxBits - bits);
  }
  while (excess > 0) {
    // Of those one bit short of the limit the rarest comes first; then two bits short, and so on.
    let i: u32 = 0;
    while (<u32>load<u8>(DEPTHS + i) == maxBits) ++i;
    const bits = <u32>load<u8>(DEPTHS + i);
    store<u8>(DEPTHS + i, <u8>(bits + 1));
    excess -= 1 << (maxBits - bits - 1);
  }
  // Lengthening may have gone too far: what is left goes to the most frequent symbols that can use it.
  for (let i = <i32>used - 1; excess < 0 && i >= 0; --i) {
    while (true) {
      const bits = <u32>load<u8>(DEPTHS + i);
      if (bits < 2 || 1 << (maxBits - bits) > -excess) break;
      store<u8>(DEPTHS + i, <u8>(bits - 1));
      excess += 1 << (maxBits - bits);
    }
  }
}

/** Bits that `counts` of 256 symbols take in a tree, or -1 if it has no code for one of them. */
export function bitsOf(tree: usize, counts: usize): i32 {
  const known = load<u32>(tree, 4);
  if (known == 0) return -1;
  let bits: u32 = 0;
  for (let symbol: u32 = 0; symbol < 256; ++symbol) {
    const count = load<u32>(counts + (symbol << 2));
    if (count == 0) continue;
    const length = load<u32>(tree + (symbol << 2), 8) & 0xff;
    if (length == 0) return -1;
    bits += count * length;
  }
  return <i32>bits;
}

/** Writes a Huffman_Tree_Description, §4.2.1. Returns its length, at most 129 bytes, or 0 if it has none. */
export function writeTree(tree: usize, dst: usize): u32 {
  const depth = load<u32>(tree);
  const count = load<u32>(tree, 4) - 1;
  memory.fill(RANKS, 0, 16 * sizeof<u32>());
  for (let symbol: u32 = 0; symbol < count; ++symbol) {
    const bits = load<u32>(tree + (symbol << 2), 8) & 0xff;
    const weight = bits == 0 ? 0 : depth + 1 - bits;
    store<u8>(WEIGHTS + symbol, <u8>weight);
    store<u32>(RANKS + (weight << 2), load<u32>(RANKS + (weight << 2)) + 1);
  }
  const direct = count <= 128 ? (count + 1) >>> 1 : 0;
  const compressed = writeCompressedWeights(dst + 1, count, depth + 1);
  if (compressed != 0 && (direct == 0 || compressed < direct)) {
    store<u8>(dst, <u8>compressed);
    return compressed + 1;
  }
  if (direct == 0) return 0;
  store<u8>(dst, <u8>(count + 127));
  store<u8>(WEIGHTS + count, 0);
  for (let i: u32 = 0; i < count; i += 2) {
    store<u8>(dst + 1 + (i >>> 1), (load<u8>(WEIGHTS + i) << 4) | load<u8>(WEIGHTS + i, 1));
  }
  return direct + 1;
}

/** FSE compression of Huffman weights, §4.2.1.2. Returns the bytes written, or 0 if that is no good. */
function writeCompressedWeights(dst: usize, count: u32, weights: u32): u32 {
  if (count < 2) return 0;
  let used: u32 = 0;
  let last: u32 = 0;
  let most: u32 = 0;
  for (let weight: u32 = 0; weight < weights; ++weight) {
    const n = load<u32>(RANKS + (weight << 2));
    if (n == 0) continue;
    ++used;
    last = weight;
    most = max(most, n);
  }
  if (used < 2 || most == 1) return 0;
  normalize(WEIGHT_TABLE, RANKS, last + 1, count, chooseLog(count, used, HUFFMAN_WEIGHTS_MAX_LOG));
  let at = dst + writeDistribution(WEIGHT_TABLE, dst);
  buildEncodingTable(WEIGHT_TABLE);
  // Even symbols belong to the first state, odd ones to the second; the last of each sets it.
  let state: u32 = firstState(WEIGHT_TABLE, load<u8>(WEIGHTS + count - 1));
  let other: u32 = firstState(WEIGHT_TABLE, load<u8>(WEIGHTS + count - 2));
  let bits: u64 = 0;
  let filled: u32 = 0;
  for (let i = <i32>count - 3; i >= 0; --i) {
    const weight = <u32>load<u8>(WEIGHTS + i);
    const width = stateBits(WEIGHT_TABLE, weight, state);
    bits |= <u64>(state & ((1 << width) - 1)) << filled;
    filled += width;
    const next = nextState(WEIGHT_TABLE, weight, state, width);
    state = other;
    other = next;
    store<u64>(at, bits);
    at += <usize>(filled >>> 3);
    bits >>>= filled & ~7;
    filled &= 7;
  }
  // `other` was set last: it is the first symbol's, which the decoder reads first.
  const log = load<u32>(WEIGHT_TABLE);
  const mask: u32 = (1 << log) - 1;
  bits |= <u64>(state & mask) << filled;
  filled += log;
  bits |= <u64>(other & mask) << filled;
  filled += log;
  bits |= <u64>1 << filled;
  store<u64>(at, bits);
  const size = <u32>(at - dst) + (filled >>> 3) + 1;
  return size < 128 ? size : 0;
}

/** Codes `length` literals at `src` into one stream, last to first, §4.2.2. Returns where it ends. */
export function encodeStream(tree: usize, src: usize, length: u32, dst: usize): usize {
  let bits: u64 = 0;
  let filled: u32 = 0;
  let from = src + length;
  const codes = tree + 8;
  while (from - src >= 5) {
    // Five codes of at most 11 bits fit on top of the up to 7 bits of an unfinished byte.
    from -= 5;
    let entry = load<u32>(codes + (<usize>load<u8>(from, 4) << 2));
    bits |= <u64>(entry >>> 8) << filled;
    filled += entry & 0xff;
    entry = load<u32>(codes + (<usize>load<u8>(from, 3) << 2));
    bits |= <u64>(entry >>> 8) << filled;
    filled += entry & 0xff;
    entry = load<u32>(codes + (<usize>load<u8>(from, 2) << 2));
    bits |= <u64>(entry >>> 8) << filled;
    filled += entry & 0xff;
    entry = load<u32>(codes + (<usize>load<u8>(from, 1) << 2));
    bits |= <u64>(entry >>> 8) << filled;
    filled += entry & 0xff;
    entry = load<u32>(codes + (<usize>load<u8>(from) << 2));
    bits |= <u64>(entry >>> 8) << filled;
    filled += entry & 0xff;
    store<u64>(dst, bits);
    dst += <usize>(filled >>> 3);
    bits >>>= filled & ~7;
    filled &= 7;
  }
  while (from > src) {
    const entry = load<u32>(codes + (<usize>load<u8>(--from) << 2));
    bits |= <u64>(entry >>> 8) << filled;
    filled += entry & 0xff;
  }
  store<u64>(dst, bits | (<u64>1 << filled));
  return dst + (filled >>> 3) + 1;
}
