/**
 * The entropy code of a stream of numbers: which contexts share a distribution, the distributions of tokens, the
 * numbers that tokens stand for. ISO/IEC 18181-1 Annex C.
 *
 * @module
 */

import { badJpegXl } from "../jpeg-xl-error.ts";
import type { JpegXlReader } from "../jpeg-xl-reader.ts";
import { AnsCodes } from "./ans-codes.ts";
import { EntropyDecoder } from "./entropy-decoder.ts";
import { type PrefixCode, readPrefixCode } from "./prefix-code.ts";

export interface EntropyCode {
  /** The distribution of each context. With copies, one more context is that of their distances. */
  readonly clusters: Uint8Array;
  /** Of each distribution. */
  readonly numbers: readonly HybridNumbers[];
  readonly tokens: AnsCodes | readonly PrefixCode[];
  readonly copies: Copies | undefined;
}

/**
 * What tokens mean, HybridUintConfig of §C.2.3: those below 2^splitExponent themselves; others have some of the most and
 * least significant bits of a number, and tell how many there are between these.
 */
export interface HybridNumbers {
  readonly splitExponent: number;
  readonly msbInToken: number;
  readonly lsbInToken: number;
}

/** LZ77: tokens from `minToken` on are lengths of copies. §C.2.1. */
export interface Copies {
  readonly minToken: number;
  readonly minLength: number;
  readonly lengths: HybridNumbers;
}

/** Reads the code of numbers in `contexts` contexts. §C.2. Throws "invalid-data" for copies where there may be none. */
export function readEntropyCode(reader: JpegXlReader, contexts: number, mayCopy = true): EntropyCode {
  const copies = reader.flag() ? readCopies(reader) : undefined;
  if (copies && !mayCopy) throw badJpegXl("the distributions of two contexts are told by copies");
  const clusters = readClusters(reader, copies ? contexts + 1 : contexts);
  const count = 1 + clusters.reduce((most, cluster) => Math.max(most, cluster), 0);
  const isPrefix = reader.flag();
  const alphabetBits = isPrefix ? 15 : 5 + reader.read(2);
  const numbers = Array.from({ length: count }, () => readHybridNumbers(reader, alphabetBits));
  reader.checkEnd();
  const tokens = isPrefix ? readPrefixCodes(reader, count) : new AnsCodes(reader, alphabetBits, count);
  reader.checkEnd();
  return { clusters, numbers, tokens, copies };
}

function readCopies(reader: JpegXlReader): Copies {
  const minToken = reader.choose([224, 0], [512, 0], [4096, 0], [8, 15]);
  const minLength = reader.choose([3, 0], [4, 0], [5, 2], [9, 8]);
  return { minToken, minLength, lengths: readHybridNumbers(reader, 8) };
}

function readHybridNumbers(reader: JpegXlReader, alphabetBits: number): HybridNumbers {
  const splitExponent = reader.read(bitsUpTo(alphabetBits));
  if (splitExponent === alphabetBits) return { splitExponent, msbInToken: 0, lsbInToken: 0 };
  const msbInToken = reader.read(bitsUpTo(splitExponent));
  const lsbInToken = msbInToken > splitExponent ? 0 : reader.read(bitsUpTo(splitExponent - msbInToken));
  if (splitExponent > alphabetBits || msbInToken + lsbInToken > splitExponent) {
    throw badJpegXl(`tokens have ${msbInToken} and ${lsbInToken} of ${splitExponent} bits`);
  }
  return { splitExponent, msbInToken, lsbInToken };
}

/** Bits of numbers up to `largest`. */
function bitsUpTo(largest: number): number {
  return 32 - Math.clz32(largest);
}

const MAX_CLUSTERS = 256;

/** §C.2.2. */
function readClusters(reader: JpegXlReader, contexts: number): Uint8Array {
  const clusters = new Uint8Array(contexts);
  if (contexts === 1) return clusters;
  if (reader.flag()) {
    const bits = reader.read(2);
    for (let context = 0; context < contexts; context += 1) clusters[context] = reader.read(bits);
  } else {
    const isMovedToFront = reader.flag();
    // A code with copies has two contexts, and so distributions to tell in turn: without this limit codes could nest
    // until the stack is full.
    const code = readEntropyCode(reader, 1, contexts > 2);
    const decoder = new EntropyDecoder(code, reader, 0, contexts);
    for (let context = 0; context < contexts; context += 1) {
      const cluster = decoder.read(0);
      if (cluster >= MAX_CLUSTERS) throw badJpegXl(`a context has the distribution ${cluster}`);
      clusters[context] = cluster;
    }
    decoder.finish();
    if (isMovedToFront) undoMoveToFront(clusters);
  }
  reader.checkEnd();
  const used = new Set(clusters);
  const missing = [...used.keys()].findIndex((_, cluster) => !used.has(cluster));
  if (missing >= 0) throw badJpegXl(`no context has the distribution ${missing}`);
  return clusters;
}

/** RFC 7932 §7.3. */
function undoMoveToFront(clusters: Uint8Array): void {
  const front = Array.from({ length: MAX_CLUSTERS }, (_, i) => i);
  for (const [context, position] of clusters.entries()) {
    const [cluster] = front.splice(position, 1) as [number];
    front.unshift(cluster);
    clusters[context] = cluster;
  }
}

const MAX_TOKENS = 1 << 15;

function readPrefixCodes(reader: JpegXlReader, count: number): PrefixCode[] {
  const sizes = Array.from({ length: count }, () => {
    const bits = reader.flag() ? reader.read(4) : undefined;
    return bits === undefined ? 1 : 1 + (1 << bits) + reader.read(bits);
  });
  reader.checkEnd();
  return sizes.map((size) => {
    if (size > MAX_TOKENS) throw badJpegXl(`a prefix code has ${size} tokens`);
    return readPrefixCode(reader, size);
  });
}
