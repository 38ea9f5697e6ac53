/**
 * Latent variables of pcodec: unsigned numbers as bins, which tANS codes, and offsets from the bins' lower bounds. Pco
 * Format Spec, "Chunk Metadata" and "Page"; J. Duda, "Asymmetric numeral systems", arXiv:1311.2540.
 */

import { ERROR_INVALID, ERROR_TRUNCATED } from "../_errors";
import { bitLength, bitsAt, hasBits, moveTo, position, readBits, source } from "./bits";

/** The three variables that a chunk may have. */
export const LOOKBACKS: u32 = 0;
export const PRIMARY: u32 = 1;
export const SECONDARY: u32 = 2;

/** The most latents that are coded side by side. */
export const BATCH: u32 = 256;

const MOST_SIZE_LOG: u32 = 14;
/**
 * A state of tANS, 16 bytes.
 *   0  2  first of the states that may follow
 *   2  1  bits that say which of them does
 *   3  1  bits of the offset
 *   8  8  lower bound
 */
const STATES: usize = memory.data(3 * (16 << MOST_SIZE_LOG), 16);
/**
 * A bin while the states are made, 16 bytes.
 *   0  4  what is left of its weight: Duda's x_s
 *   4  4  bits of the offset
 *   8  8  lower bound
 */
const BINS: usize = memory.data(16 << MOST_SIZE_LOG, 16);

/** For each variable: number of bins, bits of a state, most bits of an offset, and the states of the four interleaved streams. */
const BIN_COUNTS: usize = memory.data(3 * sizeof<u32>(), 4);
const SIZE_LOGS: usize = memory.data(3 * sizeof<u32>(), 4);
const MOST_OFFSET_BITS: usize = memory.data(3 * sizeof<u32>(), 4);
const STREAMS: usize = memory.data(3 * 4 * sizeof<u32>(), 4);

/** Bits of each offset of a batch. */
const OFFSET_BITS: usize = memory.data(BATCH, 16);

/** Reads a variable of latents `L` out of a chunk's metadata. Returns 0 or an error. */
export function readVariable<L>(variable: u32): i32 {
  if (!hasBits(4 + 15)) return ERROR_TRUNCATED;
  const sizeLog = <u32>readBits(4);
  const binCount = <u32>readBits(15);
  if (sizeLog > MOST_SIZE_LOG || binCount > <u32>1 << sizeLog || (binCount == 1 && sizeLog > 0)) return ERROR_INVALID;
  // log2(bits of L) + 1
  const offsetField: u32 = sizeof<L>() == 1 ? 4 : sizeof<L>() == 2 ? 5 : sizeof<L>() == 4 ? 6 : 7;
  const numberBits = <u32>(sizeof<L>() << 3);
  if (!hasBits(<u64>binCount * (sizeLog + numberBits + offsetField))) return ERROR_TRUNCATED;
  let total: u32 = 0;
  let most: u32 = 0;
  for (let bin: u32 = 0; bin < binCount; ++bin) {
    const at = BINS + (<usize>bin << 4);
    const weight = <u32>readBits(sizeLog) + 1;
    store<u32>(at, weight);
    store<u64>(at, readBits(numberBits), 8);
    const offsetBits = <u32>readBits(offsetField);
    if (offsetBits > numberBits) return ERROR_INVALID;
    store<u32>(at, offsetBits, 4);
    total += weight;
    most = max(most, offsetBits);
  }
  if (total != (binCount > 0 ? <u32>1 << sizeLog : 0) || (binCount == 0 && sizeLog > 0)) return ERROR_INVALID;
  store<u32>(BIN_COUNTS + (variable << 2), binCount);
  store<u32>(SIZE_LOGS + (variable << 2), sizeLog);
  store<u32>(MOST_OFFSET_BITS + (variable << 2), most);
  makeStates(statesOf(variable), binCount, sizeLog);
  return 0;
}

// @ts-ignore: decorator
@inline
function statesOf(variable: u32): usize {
  return STATES + (<usize>variable << (4 + MOST_SIZE_LOG));
}

/** "the simple `spread_state_tokens` algorithm": a bin's states lie about 3/5 of all states apart. */
function makeStates(states: usize, binCount: u32, sizeLog: u32): void {
  const size: u32 = 1 << sizeLog;
  const stride = ((3 * size) / 5) | 1;
  let state: u32 = 0;
  for (let bin: u32 = 0; bin < binCount; ++bin) {
    for (let left = load<u32>(BINS + (<usize>bin << 4)); left > 0; --left) {
      store<u16>(states + (<usize>state << 4), <u16>bin);
      state = (state + stride) & (size - 1);
    }
  }
  if (binCount == 0) return;
  for (let i: u32 = 0; i < size; ++i) {
    const at = states + (<usize>i << 4);
    const bin = BINS + (<usize>load<u16>(at) << 4);
    const x = load<u32>(bin);
    store<u32>(bin, x + 1);
    const bits = sizeLog + clz<u32>(x) - 31;
    store<u16>(at, <u16>((x << bits) - size));
    store<u8>(at, <u8>bits, 2);
    store<u8>(at, load<u8>(bin, 4), 3);
    store<u64>(at, load<u64>(bin, 8), 8);
  }
}

/** Reads the first states of a page. Returns 0 or an error. */
export function readStreams(variable: u32): i32 {
  const sizeLog = load<u32>(SIZE_LOGS + (variable << 2));
  if (!hasBits(4 * sizeLog)) return ERROR_TRUNCATED;
  for (let i: u32 = 0; i < 4; ++i) store<u32>(STREAMS + (((variable << 2) + i) << 2), <u32>readBits(sizeLog));
  return 0;
}

/** Decodes `count` latents `L`, `BATCH` at most, to `out`. Returns 0 or an error; reads no more than 16 bytes behind the source. */
export function decodeBatch<L>(variable: u32, out: usize, count: u32): i32 {
  if (count == 0) return 0;
  const binCount = load<u32>(BIN_COUNTS + (variable << 2));
  if (binCount == 0) return ERROR_INVALID;
  const most = load<u32>(MOST_OFFSET_BITS + (variable << 2));
  let total: u64 = <u64>most * count;
  if (binCount > 1) {
    const decoded = decodeBins<L>(variable, out, count);
    if (decoded < 0) return <i32>decoded;
    total = <u64>decoded;
  } else {
    const lower = <L>load<u64>(statesOf(variable), 8);
    for (let i: u32 = 0; i < count; ++i) store<L>(out + <usize>i * sizeof<L>(), lower);
    memory.fill(OFFSET_BITS, <u8>most, count);
  }
  if (!hasBits(total)) return ERROR_TRUNCATED;
  if (total > 0) addOffsets<L>(out, count);
  return 0;
}

/** The lower bounds of `count` latents, and the bits of their offsets: answers the sum of these, or an error. */
function decodeBins<L>(variable: u32, out: usize, count: u32): i64 {
  const states = statesOf(variable);
  const streams = STREAMS + (variable << 4);
  const end = source + <usize>(bitLength >>> 3);
  let s0 = load<u32>(streams);
  let s1 = load<u32>(streams, 4);
  let s2 = load<u32>(streams, 8);
  let s3 = load<u32>(streams, 12);
  let ptr = source + <usize>(position >>> 3);
  let shift = <u32>position & 7;
  let total: u32 = 0;
  let i: u32 = 0;
  // Four states take 56 bits at most, which one word has from any bit of its first byte on.
  for (; i + 4 <= count; i += 4) {
    if (ptr > end) return ERROR_TRUNCATED;
    let word = load<u64>(ptr) >>> shift;
    const to = out + <usize>i * sizeof<L>();
    let at = states + (<usize>s0 << 4);
    let node = load<u32>(at);
    let bits = (node >>> 16) & 0xff;
    store<L>(to, <L>load<u64>(at, 8));
    s0 = (node & 0xffff) + (<u32>word & ((1 << bits) - 1));
    word >>>= bits;
    shift += bits;
    let offsets = node >>> 24;
    at = states + (<usize>s1 << 4);
    node = load<u32>(at);
    bits = (node >>> 16) & 0xff;
    store<L>(to, <L>load<u64>(at, 8), sizeof<L>());
    s1 = (node & 0xffff) + (<u32>word & ((1 << bits) - 1));
    word >>>= bits;
    shift += bits;
    offsets |= (node >>> 24) << 8;
    at = states + (<usize>s2 << 4);
    node = load<u32>(at);
    bits = (node >>> 16) & 0xff;
    store<L>(to, <L>load<u64>(at, 8), 2 * sizeof<L>());
    s2 = (node & 0xffff) + (<u32>word & ((1 << bits) - 1));
    word >>>= bits;
    shift += bits;
    offsets |= (node >>> 24) << 16;
    at = states + (<usize>s3 << 4);
    node = load<u32>(at);
    bits = (node >>> 16) & 0xff;
    store<L>(to, <L>load<u64>(at, 8), 3 * sizeof<L>());
    s3 = (node & 0xffff) + (<u32>word & ((1 << bits) - 1));
    shift += bits;
    offsets |= (node >>> 24) << 24;
    store<u32>(OFFSET_BITS + i, offsets);
    total += (offsets & 0xff) + ((offsets >>> 8) & 0xff) + ((offsets >>> 16) & 0xff) + (offsets >>> 24);
    ptr += shift >>> 3;
    shift &= 7;
  }
  store<u32>(streams, s0);
  store<u32>(streams, s1, 4);
  store<u32>(streams, s2, 8);
  store<u32>(streams, s3, 12);
  for (; i < count; ++i) {
    if (ptr > end) return ERROR_TRUNCATED;
    const stream = streams + ((i & 3) << 2);
    const at = states + (<usize>load<u32>(stream) << 4);
    const node = load<u32>(at);
    const bits = (node >>> 16) & 0xff;
    store<L>(out + <usize>i * sizeof<L>(), <L>load<u64>(at, 8));
    store<u32>(stream, (node & 0xffff) + <u32>bitsAt(ptr, shift, bits));
    store<u8>(OFFSET_BITS + i, <u8>(node >>> 24));
    total += node >>> 24;
    shift += bits;
    ptr += shift >>> 3;
    shift &= 7;
  }
  const bit = (<u64>(ptr - source) << 3) + shift;
  if (bit > bitLength) return ERROR_TRUNCATED;
  moveTo(bit);
  return total;
}

function addOffsets<L>(out: usize, count: u32): void {
  let ptr = source + <usize>(position >>> 3);
  let shift = <u32>position & 7;
  for (let i: u32 = 0; i < count; ++i) {
    const bits = <u32>load<u8>(OFFSET_BITS + i);
    const at = out + <usize>i * sizeof<L>();
    const offset =
      sizeof<L>() == 8 ? bitsAt(ptr, shift, bits) : (load<u64>(ptr) >>> shift) & ((<u64>1 << bits) - 1);
    store<L>(at, load<L>(at) + <L>offset);
    shift += bits;
    ptr += shift >>> 3;
    shift &= 7;
  }
  moveTo((<u64>(ptr - source) << 3) + shift);
}
