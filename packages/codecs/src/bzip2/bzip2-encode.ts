/**
 * Encoding bzip2 streams. Tsai, "BZIP2: Format Specification" (2016), after bzip2 1.0.8.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { type BitWriter, bitWriter } from "../entropy/bit-writer.ts";
import { huffmanLengths } from "../entropy/huffman-lengths.ts";
import { bzip2Crc, combineBzip2Crc } from "./bzip2-crc.ts";
import { sortRotations } from "./sort-rotations.ts";

/** Bytes that bzip2 leaves free at the end of a block. */
const SLACK = 19;
const BLOCK_UNIT = 100_000;
/** A run of this many equal bytes is followed by the count of further ones. §2.1.1. */
const RUN = 4;
const LONGEST_RUN = 255;
/** Symbols per selector, and the longest code that bzip2 itself writes. */
const GROUP = 50;
const MAX_CODE_LENGTH = 17;
const ITERATIONS = 4;

/** One stream; `level` is the block size in units of 100,000 bytes. */
export function encodeBzip2(bytes: Bytes, level: number): Bytes {
  const writer = bitWriter();
  for (const byte of [0x42, 0x5a, 0x68, 0x30 + level]) writer.write(byte, 8);
  const block = new Uint8Array(level * BLOCK_UNIT - SLACK);
  let streamCrc = 0;
  for (let start = 0; start < bytes.length; ) {
    const { length, end } = encodeRuns(bytes, start, block);
    const crc = bzip2Crc(bytes.subarray(start, end));
    writer.write(0x314159, 24);
    writer.write(0x265359, 24);
    writeCrc(writer, crc);
    writeBlock(writer, block.subarray(0, length));
    streamCrc = combineBzip2Crc(streamCrc, crc);
    start = end;
  }
  writer.write(0x177245, 24);
  writer.write(0x385090, 24);
  writeCrc(writer, streamCrc);
  return writer.bytes();
}

function writeCrc(writer: BitWriter, crc: number): void {
  writer.write(crc >>> 16, 16);
  writer.write(crc & 0xffff, 16);
}

/** Run-length encodes bytes from `start` on until `block` is full. §2.1.1. */
function encodeRuns(
  bytes: Uint8Array,
  start: number,
  block: Uint8Array,
): { readonly length: number; readonly end: number } {
  let length = 0;
  let at = start;
  while (at < bytes.length && length + RUN + 1 <= block.length) {
    const byte = bytes[at]!;
    let run = 1;
    while (run < LONGEST_RUN && bytes[at + run] === byte) run += 1;
    const shown = Math.min(run, RUN);
    block.fill(byte, length, length + shown);
    length += shown;
    if (run >= RUN) block[length++] = run - RUN;
    at += run;
  }
  return { length, end: at };
}

/** §2.2.3. */
function writeBlock(writer: BitWriter, block: Uint8Array): void {
  const sorted = sortRotations(block);
  writer.write(0, 1);
  writer.write(sorted.indexOf(0), 24);
  const used = Array.from({ length: 256 }, () => false);
  for (const byte of block) used[byte] = true;
  writeUsed(writer, used);
  const last = sorted.map((start) => block[start === 0 ? block.length - 1 : start - 1]!);
  const symbols = moveToFront(last, used);
  const alphabet = used.filter(Boolean).length + 2;
  const { tables, selectors } = chooseTables(symbols, alphabet);
  writer.write(tables.length, 3);
  writer.write(selectors.length, 15);
  writeSelectors(writer, selectors, tables.length);
  for (const lengths of tables) writeLengths(writer, lengths);
  const codes = tables.map(canonicalCodes);
  for (let i = 0; i < symbols.length; i += 1) {
    const table = selectors[Math.floor(i / GROUP)]!;
    const symbol = symbols[i]!;
    writer.write(codes[table]![symbol]!, tables[table]![symbol]!);
  }
}

/** The bytes that occur, in two levels of 16 bits. */
function writeUsed(writer: BitWriter, used: readonly boolean[]): void {
  const ranges = Array.from({ length: 16 }, (_, high) => used.slice(16 * high, 16 * high + 16));
  for (const range of ranges) writer.write(range.includes(true) ? 1 : 0, 1);
  for (const range of ranges) {
    if (range.includes(true)) for (const isUsed of range) writer.write(isUsed ? 1 : 0, 1);
  }
}

/** Move-to-front positions, runs of position 0 as bijective binary numbers, and the end symbol. §2.2.3.4. */
function moveToFront(bytes: ArrayLike<number>, used: readonly boolean[]): Uint16Array {
  const order = Uint8Array.from(used.flatMap((isUsed, byte) => (isUsed ? [byte] : [])));
  const symbols = new Uint16Array(bytes.length + 1);
  let count = 0;
  let zeroes = 0;
  const writeZeroes = (): void => {
    for (let left = zeroes; left > 0; left = Math.floor((left - 1) / 2))
      symbols[count++] = left % 2 === 1 ? 0 : 1;
    zeroes = 0;
  };
  for (let i = 0; i < bytes.length; i += 1) {
    const place = order.indexOf(bytes[i]!);
    if (place === 0) {
      zeroes += 1;
      continue;
    }
    writeZeroes();
    symbols[count++] = place + 1;
    order.copyWithin(1, 0, place);
    order[0] = bytes[i]!;
  }
  writeZeroes();
  symbols[count++] = order.length + 1;
  return symbols.subarray(0, count);
}

interface CodeTables {
  /** Code lengths by symbol. */
  readonly tables: readonly Uint8Array[];
  /** The table of each group of symbols. */
  readonly selectors: Uint8Array;
}

/** Tables start with an equal share of the symbols each and are then refined on the groups that they code best. */
function chooseTables(symbols: Uint16Array, alphabet: number): CodeTables {
  const groups = Math.ceil(symbols.length / GROUP);
  const count = [200, 600, 1200, 2400].filter((limit) => symbols.length >= limit).length + 2;
  let tables = shareOut(symbols, alphabet, count);
  const selectors = new Uint8Array(groups);
  for (let round = 0; round < ITERATIONS; round += 1) {
    const counts = tables.map(() => new Uint32Array(alphabet));
    for (let group = 0; group < groups; group += 1) {
      const part = symbols.subarray(group * GROUP, (group + 1) * GROUP);
      const best = cheapest(part, tables);
      selectors[group] = best;
      for (const symbol of part) counts[best]![symbol]! += 1;
    }
    tables = counts.map((own) => huffmanLengths(own, MAX_CODE_LENGTH));
  }
  return { tables, selectors };
}

/** Short codes for the symbols of a share, long ones for all others. */
function shareOut(symbols: Uint16Array, alphabet: number, count: number): Uint8Array[] {
  const counts = new Uint32Array(alphabet);
  for (const symbol of symbols) counts[symbol]! += 1;
  let from = 0;
  let left = symbols.length;
  return Array.from({ length: count }, (_, table) => {
    const wanted = left / (count - table);
    let to = from;
    let sum = 0;
    while (to < alphabet && (sum < wanted || to === from)) sum += counts[to++]!;
    const lengths = new Uint8Array(alphabet).fill(15);
    lengths.fill(0, from, to);
    left -= sum;
    from = Math.min(to, alphabet - 1);
    return lengths;
  });
}

function cheapest(symbols: Uint16Array, tables: readonly Uint8Array[]): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [table, lengths] of tables.entries()) {
    let cost = 0;
    for (let i = 0; i < symbols.length; i += 1) cost += lengths[symbols[i]!]!;
    if (cost < least) {
      least = cost;
      best = table;
    }
  }
  return best;
}

/** Selectors: move-to-front positions of the tables, in unary. §2.2.3.2. */
function writeSelectors(writer: BitWriter, selectors: Uint8Array, count: number): void {
  const order = Array.from({ length: count }, (_, table) => table);
  for (const table of selectors) {
    const place = order.indexOf(table);
    for (let i = 0; i < place; i += 1) writer.write(1, 1);
    writer.write(0, 1);
    order.splice(place, 1);
    order.unshift(table);
  }
}

/** The first length, then steps of one up (10) or down (11), and 0 at each symbol. §2.2.3.3. */
function writeLengths(writer: BitWriter, lengths: Uint8Array): void {
  let length = lengths[0]!;
  writer.write(length, 5);
  for (const wanted of lengths) {
    for (; length < wanted; length += 1) writer.write(0b10, 2);
    for (; length > wanted; length -= 1) writer.write(0b11, 2);
    writer.write(0, 1);
  }
}

/** Canonical codes: ordered by length, then by symbol. */
function canonicalCodes(lengths: Uint8Array): Uint32Array {
  const codes = new Uint32Array(lengths.length);
  let code = 0;
  for (let length = 1; length <= MAX_CODE_LENGTH; length += 1) {
    for (const [symbol, own] of lengths.entries()) if (own === length) codes[symbol] = code++;
    code *= 2;
  }
  return codes;
}
