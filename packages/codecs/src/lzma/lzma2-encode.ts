/**
 * Encoding LZMA2: chunks of LZMA, or of uncompressed bytes if that is shorter. "LZMA specification" (Pavlov, 2015); The
 * .xz File Format 1.2.0 §5.3.1; the chunk's header after liblzma's lzma2_encoder.
 *
 * @module
 */

import { type Bytes, concatBytes } from "@chunkwright/core";
import { commonLength, matchFinder } from "./match-finder.ts";
import { freshProbabilities, RangeEncoder } from "./range-encoder.ts";

/** Properties lc = 3, lp = 0, pb = 2. */
const PROPERTIES = (2 * 5 + 0) * 9 + 3;
const POSITION_STATES = 4;
const STATES = 12;

const MIN_LENGTH = 2;
const MAX_LENGTH = 273;
/** Limits of a chunk: compressed (16 bits) and uncompressed (21 bits) size; and the most that one symbol adds. */
const MAX_CHUNK = 2 ** 16;
const MAX_CONTENT = 2 ** 21;
const SYMBOL_BYTES = 32;
/** Limit of an uncompressed chunk. */
const MAX_PLAIN = 2 ** 16;

const CONTROL_END = 0;
const CONTROL_PLAIN_RESET = 1;
const CONTROL_PLAIN = 2;
/** Control bytes of LZMA chunks that reset the state, and in the first chunk also the dictionary. */
const CONTROL_LZMA_STATE = 0xc0;
const CONTROL_LZMA_RESET = 0xe0;

export function encodeLzma2(bytes: Bytes): Bytes {
  const parts: Uint8Array[] = [];
  const finder = matchFinder(bytes);
  const output = new Uint8Array(MAX_CHUNK);
  for (let start = 0; start < bytes.length; ) {
    const { end, byteLength } = encodeChunk(bytes, start, finder, output);
    const length = end - start;
    if (byteLength < length) {
      const control = (start === 0 ? CONTROL_LZMA_RESET : CONTROL_LZMA_STATE) + ((length - 1) >>> 16);
      const [low, size] = [(length - 1) & 0xffff, byteLength - 1];
      parts.push(Uint8Array.of(control, low >>> 8, low, size >>> 8, size, PROPERTIES));
      parts.push(output.slice(0, byteLength));
    } else {
      for (let at = start; at < end; at += MAX_PLAIN) {
        const plain = bytes.subarray(at, Math.min(end, at + MAX_PLAIN));
        const size = plain.length - 1;
        parts.push(Uint8Array.of(at === 0 ? CONTROL_PLAIN_RESET : CONTROL_PLAIN, size >>> 8, size), plain);
      }
    }
    start = end;
  }
  parts.push(Uint8Array.of(CONTROL_END));
  return concatBytes(parts);
}

/** Encodes one chunk to `output`, with as many bytes from `start` on as fit. */
function encodeChunk(
  bytes: Uint8Array,
  start: number,
  finder: ReturnType<typeof matchFinder>,
  output: Uint8Array,
): { readonly end: number; readonly byteLength: number } {
  const range = new RangeEncoder(output);
  const coder = symbolCoder(range, bytes);
  let at = start;
  while (
    at < bytes.length &&
    at - start <= MAX_CONTENT - MAX_LENGTH &&
    range.byteLength <= MAX_CHUNK - SYMBOL_BYTES
  ) {
    const most = Math.min(MAX_LENGTH, bytes.length - at);
    const again = at - start > 0 ? commonLength(bytes, at - coder.lastDistance(), at, most) : 0;
    const match = finder.find(at, most);
    let length = 1;
    if (again >= MIN_LENGTH && again + 1 >= (match?.length ?? 0)) {
      coder.repeat(at, again);
      length = again;
    } else if (match) {
      coder.match(at, match.length, match.distance);
      length = match.length;
    } else {
      coder.literal(at);
    }
    for (const end = at + length; at < end; at += 1) finder.add(at);
  }
  return { end: at, byteLength: range.finish() };
}

/** Encodes the symbols of a chunk, starting with a new state. Names are those of the specification. */
function symbolCoder(range: RangeEncoder, bytes: Uint8Array) {
  const isMatch = freshProbabilities(STATES * POSITION_STATES);
  const isRep = freshProbabilities(STATES);
  const isRepG0 = freshProbabilities(STATES);
  const isRep0Long = freshProbabilities(STATES * POSITION_STATES);
  const literals = freshProbabilities(0x300 * 8);
  const posSlot = freshProbabilities(4 * 64);
  const posSpecial = freshProbabilities(115);
  const posAlign = freshProbabilities(16);
  const lengths = lengthCoder(range);
  const repLengths = lengthCoder(range);
  let state = 0;
  let rep0 = 1;

  return {
    lastDistance: () => rep0,
    literal(at: number): void {
      range.bit(isMatch, state * POSITION_STATES + (at % POSITION_STATES), 0);
      const start = 0x300 * ((at > 0 ? bytes[at - 1]! : 0) >>> 5);
      const byte = bytes[at]!;
      // After a match, the byte following its source selects the probabilities, until the first differing bit.
      let matched = state >= 7 ? bytes[at - rep0]! : 0;
      let offset = state >= 7 ? 0x100 : 0;
      for (let node = 1, i = 7; i >= 0; i -= 1) {
        matched <<= 1;
        const matchBit = matched & offset;
        const bit = (byte >>> i) & 1;
        range.bit(literals, start + offset + matchBit + node, bit);
        node = 2 * node + bit;
        offset = bit ? matchBit : offset & ~matchBit;
      }
      state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
    },
    match(at: number, length: number, distance: number): void {
      const position = at % POSITION_STATES;
      range.bit(isMatch, state * POSITION_STATES + position, 1);
      range.bit(isRep, state, 0);
      lengths(length, position);
      writeDistance(distance - 1, Math.min(length - MIN_LENGTH, 3));
      rep0 = distance;
      state = state < 7 ? 7 : 10;
    },
    repeat(at: number, length: number): void {
      const position = at % POSITION_STATES;
      range.bit(isMatch, state * POSITION_STATES + position, 1);
      range.bit(isRep, state, 1);
      range.bit(isRepG0, state, 0);
      range.bit(isRep0Long, state * POSITION_STATES + position, 1);
      repLengths(length, position);
      state = state < 7 ? 8 : 11;
    },
  };

  function writeDistance(distance: number, lengthState: number): void {
    const top = 31 - Math.clz32(distance);
    const slot = distance < 4 ? distance : 2 * top + ((distance >>> (top - 1)) & 1);
    range.tree(posSlot, 64 * lengthState, 6, slot);
    if (slot < 4) return;
    const bits = (slot >>> 1) - 1;
    const base = (2 + (slot & 1)) * 2 ** bits;
    const rest = distance - base;
    if (slot < 14) {
      range.reverseTree(posSpecial, base - slot, bits, rest);
    } else {
      range.direct(rest >>> 4, bits - 4);
      range.reverseTree(posAlign, 0, 4, rest & 15);
    }
  }
}

function lengthCoder(range: RangeEncoder): (length: number, position: number) => void {
  const choices = freshProbabilities(2);
  const low = freshProbabilities(POSITION_STATES * 8);
  const middle = freshProbabilities(POSITION_STATES * 8);
  const high = freshProbabilities(256);
  return (length, position) => {
    const rest = length - MIN_LENGTH;
    range.bit(choices, 0, rest < 8 ? 0 : 1);
    if (rest < 8) return range.tree(low, 8 * position, 3, rest);
    range.bit(choices, 1, rest < 16 ? 0 : 1);
    if (rest < 16) return range.tree(middle, 8 * position, 3, rest - 8);
    range.tree(high, 0, 8, rest - 16);
  };
}
