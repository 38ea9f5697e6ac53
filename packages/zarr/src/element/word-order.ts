/**
 * Big-endian words of raw elements, and the codec that swaps them.
 *
 * @module
 */

import type { CodecSpec, WordRun } from "@chunkwright/core";

/** The codec for elements with the words `runs` stored big-endian; none if there are no such words. */
export function swapWords(runs: readonly WordRun[]): CodecSpec[] {
  return runs.length === 0 ? [] : [{ name: "swap_words", configuration: { runs } }];
}

/** The words that a pipeline swaps; empty if none. */
export function swappedWords(codecs: readonly CodecSpec[]): readonly WordRun[] {
  const runs = codecs.find(({ name }) => name === "swap_words")?.configuration?.runs;
  if (!Array.isArray(runs)) return [];
  return runs.map((run) => {
    const [byteLength, count] = Array.isArray(run) ? run.map(Number) : [];
    return [byteLength ?? 0, count ?? 0];
  });
}
