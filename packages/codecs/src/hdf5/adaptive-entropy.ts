/**
 * The adaptive entropy decoder of szip. CCSDS 121.0-B-2, "Lossless Data Compression".
 *
 * @module
 */

import type { BitReader } from "../entropy/bit-reader.ts";

export interface EntropyCoding {
  /** Bits of a sample, 1 to 24. */
  readonly bitsPerSample: number;
  /** Samples of a block (J). */
  readonly blockSize: number;
  /** Blocks between two reference samples (r). */
  readonly blocksPerInterval: number;
  /** Whether samples are differences to their predecessors. §4. */
  readonly isPreprocessed: boolean;
}

/** The code for a run of zero blocks up to the end of a segment. §3.4.3. */
const REMAINDER_OF_SEGMENT = 5;
const SEGMENT_BLOCKS = 64;

/** Fills `samples` with one reference sample interval, or its first part. `invalid` makes errors. */
export function decodeInterval(
  reader: BitReader,
  samples: Uint32Array,
  coding: EntropyCoding,
  invalid: (fact: string) => Error,
): void {
  const { bitsPerSample, blockSize, blocksPerInterval, isPreprocessed } = coding;
  const idBits = bitsPerSample > 16 ? 5 : bitsPerSample > 8 ? 4 : 3;
  const uncompressed = 2 ** idBits - 1;
  // Only part of the last block may be needed, but it is coded whole.
  const values = new Uint32Array(Math.ceil(samples.length / blockSize) * blockSize);
  const blocks = values.length / blockSize;
  for (let block = 0; block < blocks; ) {
    const start = block * blockSize;
    const hasReference = isPreprocessed && block === 0;
    const id = reader.read(idBits);
    const option = id === 0 ? reader.read(1) : 1;
    const first = start + (hasReference ? 1 : 0);
    if (hasReference) values[start] = reader.read(bitsPerSample);
    const end = start + blockSize;
    if (id === 0 && option === 0) {
      // Values are zero already.
      block += readZeroBlocks(reader, block, blocksPerInterval);
      if (block > blocksPerInterval)
        throw invalid(`a run of zero blocks ends at ${block} of ${blocksPerInterval}`);
      continue;
    }
    if (id === 0) readSecondExtension(reader, values, first, start, end);
    else if (id === uncompressed) {
      for (let i = first; i < end; i += 1) values[i] = reader.read(bitsPerSample);
    } else readSplitSamples(reader, values, first, end, id - 1);
    block += 1;
  }
  if (isPreprocessed) undoPrediction(values, bitsPerSample);
  samples.set(values.subarray(0, samples.length));
}

/** How many zero blocks follow, this one included. §3.4.3, Table 3-2. */
function readZeroBlocks(reader: BitReader, block: number, blocksPerInterval: number): number {
  const count = readUnary(reader) + 1;
  if (count < REMAINDER_OF_SEGMENT) return count;
  if (count > REMAINDER_OF_SEGMENT) return count - 1;
  return Math.min(blocksPerInterval - block, SEGMENT_BLOCKS - (block % SEGMENT_BLOCKS));
}

/** Pairs of samples in one code. §3.4.2; where a reference sample comes first, it pairs with a zero. */
function readSecondExtension(
  reader: BitReader,
  values: Uint32Array,
  first: number,
  start: number,
  end: number,
): void {
  for (let i = first; i < end; ) {
    const code = readUnary(reader);
    let sum = Math.floor((Math.sqrt(8 * code + 1) - 1) / 2);
    while ((sum * (sum + 1)) / 2 > code) sum -= 1;
    const second = code - (sum * (sum + 1)) / 2;
    if ((i - start) % 2 === 0) values[i++] = sum - second;
    values[i++] = second;
  }
}

/** High parts of all samples in unary, then their low `lowBits` bits. §3.3. */
function readSplitSamples(
  reader: BitReader,
  values: Uint32Array,
  first: number,
  end: number,
  lowBits: number,
): void {
  for (let i = first; i < end; i += 1) values[i] = readUnary(reader) * 2 ** lowBits;
  if (lowBits === 0) return;
  for (let i = first; i < end; i += 1) values[i] = values[i]! + reader.read(lowBits);
}

/** Zeroes before a one. §3.2. */
function readUnary(reader: BitReader): number {
  let count = 0;
  for (;;) {
    const window = reader.peek(8);
    if (window !== 0) {
      const zeroes = Math.clz32(window) - 24;
      reader.skip(zeroes + 1);
      return count + zeroes;
    }
    reader.skip(8);
    count += 8;
  }
}

/** Mapped differences to the samples before, back to samples from 0 on. §4.3. */
function undoPrediction(values: Uint32Array, bitsPerSample: number): void {
  const max = 2 ** bitsPerSample - 1;
  let previous = values[0] ?? 0;
  for (let i = 1; i < values.length; i += 1) {
    const mapped = values[i]!;
    const below = previous;
    const above = max - previous;
    const theta = Math.min(below, above);
    if (mapped <= 2 * theta) previous += mapped % 2 === 0 ? mapped / 2 : -(mapped + 1) / 2;
    else previous += below < above ? mapped - theta : theta - mapped;
    // Out of range only in damaged data.
    previous = Math.min(Math.max(previous, 0), max);
    values[i] = previous;
  }
}
