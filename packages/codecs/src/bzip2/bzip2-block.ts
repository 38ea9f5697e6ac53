/**
 * One block of a bzip2 stream: Huffman codes, move-to-front, Burrows-Wheeler. Tsai, "BZIP2: Format Specification"
 * (2016), §2.2.3.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";
import type { BitReader } from "../entropy/bit-reader.ts";

const MAX_CODE_LENGTH = 20;
/** Symbols per selector. */
const GROUP = 50;
const RUN_A = 0;
const RUN_B = 1;

/** The block's bytes, at most `blockSize`, still run-length encoded. Its magic and checksum have been read before. */
export function readBzip2Block(reader: BitReader, blockSize: number): Uint8Array {
  if (reader.read(1) !== 0) {
    throw new StorageError("unsupported", "Cannot decode bzip2: its blocks are randomised", {
      format: "bzip2",
      feature: "randomised blocks",
    });
  }
  const origin = reader.read(24);
  const symbols = readSymbols(reader);
  const trees = reader.read(3);
  if (trees < 2 || trees > 6) throw badBzip2(`a block has ${trees} code tables`);
  const selectors = readSelectors(reader, trees);
  const decoders = Array.from({ length: trees }, () => readDecoder(reader, symbols.length + 2));
  const sorted = readSorted(reader, { symbols, selectors, decoders, blockSize });
  if (origin >= sorted.length) {
    throw badBzip2(`a block of ${sorted.length} bytes starts at byte ${origin}`);
  }
  return unsort(sorted, origin);
}

/** The bytes that occur, in two levels of 16 bits. */
function readSymbols(reader: BitReader): Uint8Array {
  const ranges = reader.read(16);
  const symbols: number[] = [];
  for (let high = 0; high < 16; high += 1) {
    if (((ranges >>> (15 - high)) & 1) === 0) continue;
    const lows = reader.read(16);
    for (let low = 0; low < 16; low += 1) {
      if ((lows >>> (15 - low)) & 1) symbols.push(16 * high + low);
    }
  }
  if (symbols.length === 0) throw badBzip2("a block uses no bytes");
  return Uint8Array.from(symbols);
}

/** The code table of each group, move-to-front positions in unary. */
function readSelectors(reader: BitReader, trees: number): Uint8Array {
  const selectors = new Uint8Array(reader.read(15));
  const order = Uint8Array.from({ length: trees }, (_, i) => i);
  for (let i = 0; i < selectors.length; i += 1) {
    let position = 0;
    while (reader.read(1) === 1) {
      position += 1;
      if (position >= trees) throw badBzip2(`a selector is beyond ${trees} code tables`);
    }
    selectors[i] = toFront(order, position);
  }
  return selectors;
}

/** Canonical codes: per length, the code after its last one and where its symbols lie in `symbols`. */
interface Decoder {
  /** For each length: codes below this, left-aligned in 20 bits, have that length or less. */
  readonly limits: Int32Array;
  /** For each length: what turns a code into an index of `symbols`. */
  readonly offsets: Int32Array;
  readonly symbols: Uint16Array;
}

/** Code lengths of all symbols, each as its difference to the one before. */
function readDecoder(reader: BitReader, symbolCount: number): Decoder {
  const lengths = new Uint8Array(symbolCount);
  let length = reader.read(5);
  for (let symbol = 0; symbol < symbolCount; symbol += 1) {
    for (;;) {
      if (length < 1 || length > MAX_CODE_LENGTH) throw badBzip2(`a code has ${length} bits`);
      if (reader.read(1) === 0) break;
      length += reader.read(1) === 0 ? 1 : -1;
    }
    lengths[symbol] = length;
  }
  const limits = new Int32Array(MAX_CODE_LENGTH + 1);
  const offsets = new Int32Array(MAX_CODE_LENGTH + 1);
  const symbols = new Uint16Array(symbolCount);
  let code = 0;
  let index = 0;
  for (let bits = 1; bits <= MAX_CODE_LENGTH; bits += 1) {
    offsets[bits] = index - code;
    for (let symbol = 0; symbol < symbolCount; symbol += 1) {
      if (lengths[symbol] !== bits) continue;
      symbols[index++] = symbol;
      code += 1;
    }
    limits[bits] = code * 2 ** (MAX_CODE_LENGTH - bits);
    code *= 2;
    if (limits[bits]! > 2 ** MAX_CODE_LENGTH) throw badBzip2("a code table has too many codes");
  }
  return { limits, offsets, symbols };
}

function readCode(reader: BitReader, { limits, offsets, symbols }: Decoder): number {
  const window = reader.peek(MAX_CODE_LENGTH);
  let bits = 1;
  while (window >= limits[bits]!) {
    bits += 1;
    if (bits > MAX_CODE_LENGTH) throw badBzip2("a code is in no table");
  }
  reader.skip(bits);
  return symbols[(window >>> (MAX_CODE_LENGTH - bits)) + offsets[bits]!]!;
}

interface Coding {
  readonly symbols: Uint8Array;
  readonly selectors: Uint8Array;
  readonly decoders: readonly Decoder[];
  readonly blockSize: number;
}

/** The sorted bytes: runs of the first byte as bijective binary numbers, others as move-to-front positions. */
function readSorted(reader: BitReader, { symbols, selectors, decoders, blockSize }: Coding): Uint8Array {
  const output = new Uint8Array(blockSize);
  const order = symbols.slice();
  const end = symbols.length + 1;
  let position = 0;
  let run = 0;
  let weight = 1;
  for (const selector of selectors) {
    const decoder = decoders[selector]!;
    for (let i = 0; i < GROUP; i += 1) {
      const symbol = readCode(reader, decoder);
      if (symbol === RUN_A || symbol === RUN_B) {
        run += (symbol + 1) * weight;
        weight *= 2;
        if (run > blockSize) throw badBzip2(`a run is longer than a block of ${blockSize} bytes`);
        continue;
      }
      const isEnd = symbol === end;
      if (position + run + (isEnd ? 0 : 1) > blockSize)
        throw badBzip2(`a block is longer than ${blockSize} bytes`);
      output.fill(order[0]!, position, position + run);
      position += run;
      run = 0;
      weight = 1;
      if (isEnd) return output.subarray(0, position);
      output[position++] = toFront(order, symbol - 1);
    }
  }
  throw badBzip2("a block has no end");
}

/** Moves the item at `position` to the front, and returns it. */
function toFront(order: Uint8Array, position: number): number {
  const item = order[position]!;
  order.copyWithin(1, 0, position);
  order[0] = item;
  return item;
}

/** Undoes the Burrows-Wheeler transform: the rank of a byte among equal ones leads to the byte before it. */
function unsort(sorted: Uint8Array, origin: number): Uint8Array {
  const starts = new Uint32Array(257);
  for (let i = 0; i < sorted.length; i += 1) starts[sorted[i]! + 1]! += 1;
  for (let byte = 1; byte < 257; byte += 1) starts[byte]! += starts[byte - 1]!;
  const next = new Uint32Array(sorted.length);
  for (let i = 0; i < sorted.length; i += 1) next[starts[sorted[i]!]!++] = i;
  const output = new Uint8Array(sorted.length);
  let at = next[origin]!;
  for (let i = 0; i < output.length; i += 1) {
    output[i] = sorted[at]!;
    at = next[at]!;
  }
  return output;
}

export function badBzip2(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode bzip2: ${fact}`, { format: "bzip2" });
}
