/**
 * Writing a whole array, several chunks at a time.
 *
 * @module
 */

import { chunkOfPart } from "../chunk/chunk-part.ts";
import { isFixed, nominalByteSize } from "../data-type.ts";
import { chunkRegion, chunksByShard, elementCount } from "../grid.ts";
import { mapConcurrently } from "../map-concurrently.ts";
import { jsonEquals } from "../text/json-equals.ts";
import type { ArrayInfo, CallOptions, Chunk, ChunkSink } from "../types.ts";

/** Options of `writeArray`. */
export interface WriteArrayOptions extends CallOptions {
  /** Chunks written at a time; by default up to 64 of them, of 32 MiB together, but at least 16. */
  readonly concurrency?: number;
}

const LEAST_CONCURRENCY = 16;
const MOST_CONCURRENCY = 64;
const BYTES_IN_FLIGHT = 2 ** 25;

/**
 * Writes `elements`, all of the array, chunk by chunk; chunks at the upper edges are padded with zeroes. Pool workers
 * read elements in shared memory directly. The sink stays open. Rejects with `TypeError` if data type or shape differ.
 */
export async function writeArray(
  sink: ChunkSink,
  elements: Chunk,
  options: WriteArrayOptions = {},
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
    { concurrency: options.concurrency ?? chunksInFlight(sink.info), signal: options.signal },
  );
}

/** Pools send small chunks to their workers in batches, of those that wait. */
function chunksInFlight({ dataType, chunkShape }: ArrayInfo): number {
  const chunkBytes = elementCount(chunkShape) * nominalByteSize(dataType);
  const fitting = Math.floor(BYTES_IN_FLIGHT / Math.max(chunkBytes, 1));
  return Math.min(Math.max(fitting, LEAST_CONCURRENCY), MOST_CONCURRENCY);
}
