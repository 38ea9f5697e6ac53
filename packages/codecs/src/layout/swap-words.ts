/**
 * `swap_words`: reverses the bytes of the words in raw elements. Decoded raw elements (records, UTF-32 strings, small
 * floats) are little-endian; this codec converts big-endian ones. Added by readers; no metadata document names it.
 *
 * @module
 */

import {
  byteSize,
  bytesOf,
  type Chunk,
  isFixed,
  isJsonArray,
  isNumeric,
  type Json,
  reverseWords,
  type WordRun,
} from "@chunkwright/core";
import type { ArrayToArrayCodec } from "../codec.ts";
import { badConfiguration, badOption, checkOptions } from "../configuration.ts";

const NAME = "swap_words";

/** `{ runs }`: pairs of word length in bytes and count, which together make up one element. */
export const swapWords: ArrayToArrayCodec = {
  kind: "array-to-array",
  bind(configuration, encoded) {
    checkOptions(NAME, configuration, ["runs"]);
    const { dataType } = encoded;
    if (!isFixed(dataType) || isNumeric(dataType))
      throw badConfiguration(NAME, `the elements are ${dataType}`);
    const runs = parseRuns(configuration.runs, byteSize(dataType));
    const swap = (chunk: Chunk): Chunk => {
      reverseWords(bytesOf(chunk.data), runs);
      return chunk;
    };
    return { encoded, decode: swap, encode: swap };
  },
};

function parseRuns(value: Json | undefined, elementBytes: number): readonly WordRun[] {
  const runs: WordRun[] = [];
  let total = 0;
  for (const run of isJsonArray(value) ? value : []) {
    const [byteLength, count] = isJsonArray(run) ? run.map(Number) : [];
    if (!isCount(byteLength) || !isCount(count)) throw badOption(NAME, "runs", value, "a list of word runs");
    total += byteLength * count;
    runs.push([byteLength, count]);
  }
  if (total !== elementBytes) throw badOption(NAME, "runs", value, `words of ${elementBytes} bytes in all`);
  return runs;
}

function isCount(value: number | undefined): value is number {
  return value !== undefined && Number.isSafeInteger(value) && value > 0;
}
