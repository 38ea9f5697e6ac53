/**
 * What sinks of every format reject: chunks outside the grid, of another shape or type, or after closing.
 *
 * @module
 */

import { checkChunk, checkPartOf } from "../chunk/check-chunk.ts";
import { checkChunkIndex } from "../grid.ts";
import type { ChunkIndex, ChunkSink } from "../types.ts";

/** A sink that checks its arguments and its state. */
export interface CheckedSink extends ChunkSink {
  /** True once closing has begun; false again if it fails. */
  readonly isClosed: boolean;
}

/**
 * `sink` behind checks: `RangeError` for an index outside the grid, `TypeError` for a chunk of another type or shape
 * and for any chunk once `name`, such as "the array", is closed. `sink` itself checks encoded chunks. It is closed
 * once; if that rejects, closing can be tried again.
 */
export function checkedSink(sink: ChunkSink, name: string): CheckedSink {
  const { info, lenientFormat } = sink;
  const skipChunk = sink.skipChunk?.bind(sink);
  const writePart = sink.writePart?.bind(sink);
  let isClosed = false;

  function check(index: ChunkIndex): void {
    if (isClosed) throw new TypeError(`Cannot write chunk [${index}]: ${name} is closed`);
    checkChunkIndex(info, index);
  }

  return {
    info,
    ...(lenientFormat !== undefined && { lenientFormat }),
    get isClosed() {
      return isClosed;
    },
    async writeChunk(index, chunk, options) {
      check(index);
      checkChunk(info, chunk);
      await sink.writeChunk(index, chunk, options);
    },
    ...(writePart && {
      async writePart(index, part, options) {
        check(index);
        checkPartOf(info, part);
        await writePart(index, part, options);
      },
    }),
    async writeEncodedChunk(index, encoded, options) {
      check(index);
      await sink.writeEncodedChunk(index, encoded, options);
    },
    ...(skipChunk && {
      async skipChunk(index, options) {
        check(index);
        await skipChunk(index, options);
      },
    }),
    async close() {
      if (isClosed) return;
      isClosed = true;
      try {
        await sink.close();
      } catch (error) {
        isClosed = false;
        throw error;
      }
    },
  };
}
