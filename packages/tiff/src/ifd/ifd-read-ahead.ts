/**
 * Requesting the IFDs that a walk will come to: many at once, so that it does not wait for each.
 *
 * @module
 */

import type { BlockReader, CallOptions } from "@chunkwright/core";
import { evenDistance } from "./guess-ifds.ts";

/** Blocks requested at a time. */
const MOST_BLOCKS = 32;
/** The IFDs before it say nothing of distances yet, and in most files there are no more. */
const FIRST_IFD = 3;

export class IfdReadAhead {
  readonly #blocks: BlockReader;
  /** IFDs up to this one have been requested. */
  #end = 0;

  constructor(blocks: BlockReader) {
    this.#blocks = blocks;
  }

  /**
   * Requests the blocks with the IFDs from number `n` to `end`, of which those at `known` are known. If the last of these
   * lie at equal distances, the next are expected at that distance, too: a wrong guess only costs the bytes read.
   */
  request(known: readonly number[], n: number, end: number, options?: CallOptions): void {
    if (n < Math.max(FIRST_IFD, this.#end)) return;
    const distance = evenDistance(known);
    const expected = distance === undefined ? Math.min(end, known.length) : end;
    const offsets = new Map<number, number>();
    let ifd = n;
    for (; ifd < expected && offsets.size < MOST_BLOCKS; ifd += 1) {
      const offset = known[ifd] ?? known.at(-1)! + (ifd + 1 - known.length) * (distance ?? 0);
      offsets.set(Math.floor(offset / this.#blocks.blockBytes), offset);
    }
    this.#end = ifd;
    for (const offset of offsets.values()) this.#blocks.prefetch(offset, options);
  }

  /** Forgets what has been requested, as the walk goes on elsewhere. */
  restart(): void {
    this.#end = 0;
  }
}
