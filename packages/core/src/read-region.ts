/**
 * Reading any box of elements out of any chunk source.
 *
 * @module
 */

import { type CopyEnd, copyRegion } from "./copy-region.ts";
import { createElements, fillElements } from "./data-type.ts";
import { checkRegion, chunkRegion, chunksInRegion, elementCount, intersection } from "./grid.ts";
import { mapConcurrently } from "./map-concurrently.ts";
import type { CallOptions, Chunk, ChunkSource, DataType, Region, Scalar, Shape } from "./types.ts";

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
  options?: ReadRegionOptions,
): Promise<Chunk> {
  const { info } = source;
  checkRegion(info.shape, region);
  const chunk = filledChunk(info.dataType, region.shape, info.fillValue);
  await readRegionInto(source, region, { chunk, start: region.shape.map(() => 0) }, options);
  return chunk;
}

/**
 * Copies the elements of `region` into the box of `to.chunk` that begins at `to.start`, and leaves what absent
 * chunks would fill as it is. Resolves with the number of chunks that were stored.
 */
export async function readRegionInto(
  source: ChunkSource,
  region: Region,
  to: CopyEnd,
  options: ReadRegionOptions = {},
): Promise<number> {
  const { info } = source;
  checkRegion(info.shape, region);
  let stored = 0;
  await mapConcurrently(
    chunksInRegion(info, region),
    async (index) => {
      const chunk = await source.readChunk(index, options);
      if (!chunk) return;
      stored += 1;
      const covered = chunkRegion(info, index);
      const wanted = intersection(covered, region);
      copyRegion(
        { chunk, start: wanted.start.map((start, axis) => start - covered.start[axis]!) },
        {
          chunk: to.chunk,
          start: wanted.start.map((start, axis) => start - region.start[axis]! + to.start[axis]!),
        },
        wanted.shape,
      );
    },
    { concurrency: options.concurrency ?? 8, signal: options.signal },
  );
  return stored;
}

/** A chunk of zeroes. */
export function createChunk<T extends DataType>(dataType: T, shape: Shape): Chunk<T> {
  return { dataType, shape, data: createElements(dataType, elementCount(shape)) } as Chunk<T>;
}

/** A chunk of one value: what an absent chunk stands for. */
export function filledChunk(dataType: DataType, shape: Shape, fillValue: Scalar): Chunk {
  return { dataType, shape, data: fillElements(dataType, elementCount(shape), fillValue) } as Chunk;
}
