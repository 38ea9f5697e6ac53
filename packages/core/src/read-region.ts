/**
 * Reading any box of elements out of any chunk source.
 *
 * @module
 */

import { copyRegion } from "./copy-region.ts";
import { createElements, fillElements } from "./data-type.ts";
import { checkRegion, chunkRegion, chunksInRegion, elementCount, intersection } from "./grid.ts";
import { mapConcurrently } from "./map-concurrently.ts";
import type { CallOptions, Chunk, ChunkSource, DataType, Region } from "./types.ts";

export interface ReadRegionOptions extends CallOptions {
  /** Chunks read at a time; 8 unless told. */
  readonly concurrency?: number;
}

/**
 * Elements of `region`, contiguous in C order. Reads only the chunks that the region touches; absent chunks
 * become the fill value. Rejects with `RangeError` if the region is not inside the array.
 */
export async function readRegion(
  source: ChunkSource,
  region: Region,
  options: ReadRegionOptions = {},
): Promise<Chunk> {
  const { info } = source;
  checkRegion(info.shape, region);
  const result = createChunk(info.dataType, region.shape);
  let absent: Chunk | undefined;
  await mapConcurrently(
    chunksInRegion(info, region),
    async (index) => {
      const covered = chunkRegion(info, index);
      const wanted = intersection(covered, region);
      const chunk =
        (await source.readChunk(index, options)) ??
        (absent ??= filledChunk(info.dataType, info.chunkShape, info.fillValue));
      copyRegion(
        { chunk, start: difference(wanted.start, covered.start) },
        { chunk: result, start: difference(wanted.start, region.start) },
        wanted.shape,
      );
    },
    { concurrency: options.concurrency ?? 8, signal: options.signal },
  );
  return result;
}

/** A chunk of zeroes. */
export function createChunk(dataType: DataType, shape: readonly number[]): Chunk {
  return { dataType, shape, data: createElements(dataType, elementCount(shape)) } as Chunk;
}

/** A chunk of one value: what an absent chunk stands for. */
export function filledChunk(
  dataType: DataType,
  shape: readonly number[],
  fillValue: Parameters<typeof fillElements>[2],
): Chunk {
  return { dataType, shape, data: fillElements(dataType, elementCount(shape), fillValue) } as Chunk;
}

function difference(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, axis) => value - b[axis]!);
}
