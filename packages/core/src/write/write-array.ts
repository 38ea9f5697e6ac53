/**
 * Writing a whole array, several chunks at a time.
 *
 * @module
 */

import { chunkOfPart } from "../chunk/chunk-part.ts";
import { isFixed } from "../data-type.ts";
import { chunkRegion, chunksByShard } from "../grid.ts";
import { mapConcurrently } from "../map-concurrently.ts";
import { jsonEquals } from "../text/json-equals.ts";
import type { CallOptions, Chunk, ChunkSink } from "../types.ts";

/** Options of `writeArray` and `writeRegion`. */
export interface WriteArrayOptions extends CallOptions {
  /** Chunks written at a time; 16 by default. */
  readonly concurrency?: number;
}

/**
 * Writes `elements`, all of the array, chunk by chunk; chunks at the upper edges are padded with zeroes. Pool workers
 * read elements in shared memory directly. The sink stays open. Rejects with `TypeError` if data type or shape differ.
 */
export async function writeArray(
  sink: ChunkSink,
  elements: Chunk,
  { concurrency = 16, ...options }: WriteArrayOptions = {},
): Promise<void> {
  const { dataType, shape, chunkShape } = sink.info;
  if (elements.dataType !== dataType || !jsonEquals(elements.shape, shape)) {
    throw new TypeError(
      `Cannot write [${elements.shape}] ${elements.dataType} as the array of [${shape}] ${dataType}`,
    );
  }
  const writePart = isFixed(dataType) ? sink.writePart?.bind(sink) : undefined;
  await mapConcurrently(
    chunksByShard(sink.info),
    (index) => {
      const part = { chunk: elements, region: chunkRegion(sink.info, index) };
      return writePart
        ? writePart(index, part, options)
        : sink.writeChunk(index, chunkOfPart(part, chunkShape), options);
    },
    { concurrency, signal: options.signal },
  );
}
