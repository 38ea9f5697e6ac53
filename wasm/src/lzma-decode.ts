/**
 * LZMA, as in .lzma files, and LZMA2, as in .xz files. LZMA specification (Pavlov, 2015); The .xz File Format 1.2.0
 * §5.3.1.
 */

import { ERROR_INVALID, ERROR_OVERFLOW, ERROR_TRUNCATED, ERROR_UNSUPPORTED } from "./_errors";

export { accumulate, byteswap } from "./bytes/words";

/** First free byte: the host's from here up. */
export const HEAP: usize = __heap_base;

/** Probabilities of 11 bits, a u16 each, that a bit is 0; "LZMA specification", "LZMA decoder". */
const EVEN: u16 = 1024;
const STATES: u32 = 12;
const POSITIONS: u32 = 16;
const LITERAL_CODER: u32 = 0x300;
/** xz allows no more for lc and lp together, and so do its encoders. */
const MAX_LITERAL_BITS: u32 = 4;
const END_SLOT: u32 = 14;
const MINIMUM_MATCH: u32 = 2;

/** Two choices, then trees of 3, 3 and 8 bits, the first two by position. */
const LENGTH_LOW: u32 = 2;
const LENGTH_MIDDLE: u32 = LENGTH_LOW + (POSITIONS << 3);
const LENGTH_HIGH: u32 = LENGTH_MIDDLE + (POSITIONS << 3);
const LENGTH_CODER: u32 = LENGTH_HIGH + 256;

const IS_MATCH: u32 = 0;
const IS_REPEAT: u32 = IS_MATCH + STATES * POSITIONS;
const IS_REPEAT_0: u32 = IS_REPEAT + STATES;
const IS_REPEAT_1: u32 = IS_REPEAT_0 + STATES;
const IS_REPEAT_2: u32 = IS_REPEAT_1 + STATES;
const IS_LONG_REPEAT: u32 = IS_REPEAT_2 + STATES;
const SLOTS: u32 = IS_LONG_REPEAT + STATES * POSITIONS;
const SPECIAL: u32 = SLOTS + 4 * 64;
const ALIGN: u32 = SPECIAL + 128 - END_SLOT + 1;
const LENGTH: u32 = ALIGN + 16;
const REPEAT_LENGTH: u32 = LENGTH + LENGTH_CODER;
const LITERALS: u32 = REPEAT_LENGTH + LENGTH_CODER;
const PROBABILITIES: u32 = LITERALS + (LITERAL_CODER << MAX_LITERAL_BITS);
const TABLE: usize = memory.data(PROBABILITIES * sizeof<u16>(), 8);

/** The range decoder and its input. Beyond the end it reads zeros and notes that. */
let range: u32 = 0;
let code: u32 = 0;
let input: usize = 0;
let inputEnd: usize = 0;
let isCut: bool = false;

/** The decoder's state, which LZMA2 chunks may continue. */
let state: u32 = 0;
let repeat0: u32 = 0;
let repeat1: u32 = 0;
let repeat2: u32 = 0;
let repeat3: u32 = 0;
let literalContext: u32 = 0;
let literalMask: u32 = 0;
let positionMask: u32 = 0;

/** The output is the dictionary: matches reach back to `dictionary`, where positions count from. */
let dictionary: usize = 0;
let out: usize = 0;
let hasEnded: bool = false;

/** In place of properties: LZMA2, whose chunks have their own. */
const LZMA2: u32 = 0xff;

/**
 * Decodes a stream of LZMA without header into `dst`, and returns how many bytes it holds. `properties` is the first
 * byte of a header, (pb * 5 + lp) * 9 + lc, or `LZMA2`. Streams end with a marker, those of LZMA perhaps where `dst` is
 * full. The host keeps a byte free after `dst`.
 */
export function decode(src: usize, srcLength: usize, dst: usize, dstLength: usize, properties: u32): i32 {
  if (properties == LZMA2) return decodeChunks(src, srcLength, dst, dstLength);
  input = src;
  inputEnd = src + srcLength;
  out = dst;
  dictionary = dst;
  if (!setProperties(properties)) return ERROR_UNSUPPORTED;
  resetState();
  if (!startRange()) return isCut ? ERROR_TRUNCATED : ERROR_INVALID;
  const outEnd = dst + dstLength;
  const failure = decodeSymbols(outEnd);
  if (failure != 0) return failure;
  const length = <i32>(out - dst);
  if (hasEnded) return length;
  normalize();
  if (code == 0) return length;
  // The end marker may follow, or nothing; anything else exceeds the room.
  const extra = decodeSymbols(outEnd + 1);
  return hasEnded || isCut || extra == ERROR_TRUNCATED ? length : ERROR_OVERFLOW;
}

/** The chunks of LZMA2 up to their end marker. */
function decodeChunks(src: usize, srcLength: usize, dst: usize, dstLength: usize): i32 {
  const srcEnd = src + srcLength;
  const outEnd = dst + dstLength;
  let needsDictionary = true;
  let needsProperties = true;
  out = dst;
  dictionary = dst;
  while (src < srcEnd) {
    const control: u32 = load<u8>(src++);
    if (control == 0) return <i32>(out - dst);
    if (control == 1 || control >= 0xe0) {
      dictionary = out;
      needsDictionary = false;
      // The state may refer to what precedes the new dictionary.
      needsProperties = true;
    } else if (needsDictionary) return ERROR_INVALID;
    if (control < 0x80) {
      if (control > 2) return ERROR_INVALID;
      if (src + 2 > srcEnd) return ERROR_TRUNCATED;
      const length: usize = bigEndian16(src) + 1;
      src += 2;
      if (length > srcEnd - src) return ERROR_TRUNCATED;
      if (length > outEnd - out) return ERROR_OVERFLOW;
      memory.copy(out, src, length);
      src += length;
      out += length;
      continue;
    }
    const hasProperties = control >= 0xc0;
    if (src + (hasProperties ? 5 : 4) > srcEnd) return ERROR_TRUNCATED;
    const length: usize = ((control & 0x1f) << 16) + bigEndian16(src) + 1;
    const stored: usize = bigEndian16(src + 2) + 1;
    src += 4;
    if (hasProperties) {
      if (!setProperties(load<u8>(src++))) return ERROR_INVALID;
      needsProperties = false;
    } else if (needsProperties) return ERROR_INVALID;
    if (control >= 0xa0) resetState();
    if (stored > srcEnd - src) return ERROR_TRUNCATED;
    if (length > outEnd - out) return ERROR_OVERFLOW;
    input = src;
    inputEnd = src + stored;
    if (!startRange()) return ERROR_INVALID;
    const failure = decodeSymbols(out + length);
    if (failure != 0) return failure;
    normalize();
    src += stored;
    if (hasEnded || isCut || code != 0 || input != src) return ERROR_INVALID;
  }
  return ERROR_TRUNCATED;
}

function bigEndian16(at: usize): u32 {
  return (<u32>load<u8>(at) << 8) | load<u8>(at, 1);
}

function setProperties(properties: u32): bool {
  if (properties >= 9 * 5 * 5) return false;
  literalContext = properties % 9;
  const literalPosition = (properties / 9) % 5;
  literalMask = (1 << literalPosition) - 1;
  positionMask = (1 << (properties / 45)) - 1;
  return literalContext + literalPosition <= MAX_LITERAL_BITS;
}

function resetState(): void {
  state = 0;
  repeat0 = 0;
  repeat1 = 0;
  repeat2 = 0;
  repeat3 = 0;
  for (let i: u32 = 0; i < PROBABILITIES; ++i) store<u16>(TABLE + (<usize>i << 1), EVEN);
}

/** "Range decoder": the first byte is 0, the next four are the code. */
function startRange(): bool {
  range = 0xffffffff;
  code = 0;
  isCut = false;
  hasEnded = false;
  const first = nextByte();
  for (let i = 0; i < 4; ++i) code = (code << 8) | nextByte();
  return first == 0 && !isCut;
}

// @ts-ignore: decorator
@inline
function nextByte(): u32 {
  if (input < inputEnd) return load<u8>(input++);
  isCut = true;
  return 0;
}

// @ts-ignore: decorator
@inline
function normalize(): void {
  if (range < 1 << 24) {
    range <<= 8;
    code = (code << 8) | nextByte();
  }
}

/** Decodes a bit with the probability of that index, and adapts it. */
// @ts-ignore: decorator
@inline
function bit(index: u32): u32 {
  const at = TABLE + (<usize>index << 1);
  const probability: u32 = load<u16>(at);
  normalize();
  const bound = (range >>> 11) * probability;
  if (code < bound) {
    range = bound;
    store<u16>(at, probability + ((2048 - probability) >>> 5));
    return 0;
  }
  range -= bound;
  code -= bound;
  store<u16>(at, probability - (probability >>> 5));
  return 1;
}

/** A bit tree: each bit has a probability that depends on those before it; most significant first. */
function tree(index: u32, bits: u32): u32 {
  let node: u32 = 1;
  for (let i: u32 = 0; i < bits; ++i) node = (node << 1) | bit(index + node);
  return node - (1 << bits);
}

/** A bit tree, least significant bit first. */
function reverseTree(index: u32, bits: u32): u32 {
  let node: u32 = 1;
  let value: u32 = 0;
  for (let i: u32 = 0; i < bits; ++i) {
    const next = bit(index + node);
    node = (node << 1) | next;
    value |= next << i;
  }
  return value;
}

/** Direct bits, with probability one half. */
function directBits(bits: u32): u32 {
  let value: u32 = 0;
  for (let i: u32 = 0; i < bits; ++i) {
    normalize();
    range >>>= 1;
    const isOne = code >= range;
    if (isOne) code -= range;
    value = (value << 1) | u32(isOne);
  }
  return value;
}

function matchLength(coder: u32, position: u32): u32 {
  if (bit(coder) == 0) return MINIMUM_MATCH + tree(coder + LENGTH_LOW + (position << 3), 3);
  if (bit(coder + 1) == 0) return MINIMUM_MATCH + 8 + tree(coder + LENGTH_MIDDLE + (position << 3), 3);
  return MINIMUM_MATCH + 16 + tree(coder + LENGTH_HIGH, 8);
}

/** A distance less one; 0xffffffff is the end marker. */
function matchDistance(length: u32): u32 {
  const slot = tree(SLOTS + (min<u32>(length - MINIMUM_MATCH, 3) << 6), 6);
  if (slot < 4) return slot;
  const bits = (slot >>> 1) - 1;
  const distance = (2 | (slot & 1)) << bits;
  if (slot < END_SLOT) return distance + reverseTree(SPECIAL + distance - slot, bits);
  return distance + (directBits(bits - 4) << 4) + reverseTree(ALIGN, 4);
}

function literal(position: u32): void {
  const previous: u32 = out > dictionary ? load<u8>(out - 1) : 0;
  const context = ((position & literalMask) << literalContext) + (previous >>> (8 - literalContext));
  const coder = LITERALS + LITERAL_CODER * context;
  let symbol: u32 = 1;
  if (state >= 7) {
    // As long as the bits agree with the byte that would have continued the last match.
    let expected: u32 = load<u8>(out - repeat0 - 1);
    let agrees: u32 = 0x100;
    do {
      expected <<= 1;
      const side = expected & agrees;
      const next = bit(coder + agrees + side + symbol);
      symbol = (symbol << 1) | next;
      agrees &= next ? expected : ~expected;
    } while (symbol < 0x100);
  } else {
    do symbol = (symbol << 1) | bit(coder + symbol);
    while (symbol < 0x100);
  }
  store<u8>(out++, symbol);
  state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
}

/** Moves one of the last four distances to the front. Returns whether the match is longer than one byte. */
function useRepeat(place: u32): bool {
  if (bit(IS_REPEAT_0 + state) == 0) return bit(IS_LONG_REPEAT + (state << 4) + place) != 0;
  const first = repeat0;
  if (bit(IS_REPEAT_1 + state) == 0) {
    repeat0 = repeat1;
  } else {
    if (bit(IS_REPEAT_2 + state) == 0) {
      repeat0 = repeat2;
    } else {
      repeat0 = repeat3;
      repeat3 = repeat2;
    }
    repeat2 = repeat1;
  }
  repeat1 = first;
  return true;
}

/**
 * Decodes until `outEnd` or the end marker, `hasEnded`; 0 or an error. Invariant: every distance lies within what has
 * been written since `dictionary`, and no match is longer than the room that is left.
 */
function decodeSymbols(outEnd: usize): i32 {
  while (out < outEnd) {
    if (isCut) return ERROR_TRUNCATED;
    const position = <u32>(out - dictionary);
    const place = position & positionMask;
    if (bit(IS_MATCH + (state << 4) + place) == 0) {
      literal(position);
      continue;
    }
    let length: u32 = 1;
    if (bit(IS_REPEAT + state) == 0) {
      repeat3 = repeat2;
      repeat2 = repeat1;
      repeat1 = repeat0;
      length = matchLength(LENGTH, place);
      state = state < 7 ? 7 : 10;
      repeat0 = matchDistance(length);
      if (repeat0 == 0xffffffff) {
        hasEnded = true;
        return isCut ? ERROR_TRUNCATED : 0;
      }
    } else {
      const isLong = useRepeat(place);
      if (isLong) length = matchLength(REPEAT_LENGTH, place);
      state = state < 7 ? (isLong ? 8 : 9) : 11;
    }
    if (<usize>repeat0 >= out - dictionary) return isCut ? ERROR_TRUNCATED : ERROR_INVALID;
    if (<usize>length > outEnd - out) return isCut ? ERROR_TRUNCATED : ERROR_OVERFLOW;
    const distance = <usize>repeat0 + 1;
    for (const end = out + length; out < end; ++out) store<u8>(out, load<u8>(out - distance));
  }
  return isCut ? ERROR_TRUNCATED : 0;
}
