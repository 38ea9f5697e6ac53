/**
 * Reading a box of elements from a chunk source.
 *
 * @module
 */

import { checkArray } from "../check-argument.ts";
import { type CopyEnd, copyRegion } from "../chunk/copy-region.ts";
import { createChunk, filledChunk, sharedChunk } from "../chunk/create-chunk.ts";
import { isFixed, scalarEquals, zeroOf } from "../data-type.ts";
import { checkRegion } from "../grid.ts";
import type { Chunk, ChunkSource, Region } from "../types.ts";
import { type ReadChunksOptions, readChunks } from "./read-chunks.ts";

/** Options of `readRegion`. */
export interface ReadRegionOptions extends ReadChunksOptions {
  /** Puts the elements into a SharedArrayBuffer, if the platform has it, which pool workers write to directly. */
  readonly shared?: boolean;
}

/** Options of `readRegionInto`. */
export interface ReadIntoOptions extends ReadChunksOptions {
  /** Called with each box of `to.chunk` that an absent chunk leaves unchanged. */
  readonly onAbsent?: (box: Region) => void;
}

/**
 * Elements of `region`, contiguous in C order. Reads only the chunks that the region touches, those close together in a
 * stored value in one request; absent chunks become the fill value. Rejects with `RangeError` if the region is not
 * inside the array.
 */
export async function readRegion(
  source: ChunkSource,
  region: Region,
  options: ReadRegionOptions = {},
): Promise<Chunk> {
  checkArray(source, "read a region");
  const { shape, dataType, fillValue } = source.info;
  checkRegion(shape, region);
  const create = options.shared === true && isFixed(dataType) ? sharedChunk : createChunk;
  const chunk: Chunk = create(dataType, region.shape);
  const start = region.shape.map(() => 0);
  const isBlank = scalarEquals(fillValue, zeroOf(dataType));
  const onAbsent = (box: Region): void => {
    if (isBlank) return;
    const filled = filledChunk(dataType, box.shape, fillValue);
    copyRegion({ chunk: filled, start }, { chunk, start: box.start }, box.shape);
  };
  await readChunks({ source, region, to: { chunk, start }, onAbsent, options });
  return chunk;
}

/**
 * Reads the elements of `region` into the box of `to.chunk` that begins at `to.start`; where chunks are absent, the box
 * is left unchanged. Resolves with the number of chunks that were stored. If `to.chunk` lies in shared memory, pool
 * workers write to it directly.
 */
export async function readRegionInto(
  source: ChunkSource,
  region: Region,
  to: CopyEnd,
  options: ReadIntoOptions = {},
): Promise<number> {
  checkArray(source, "read a region");
  const { shape, dataType } = source.info;
  checkRegion(shape, region);
  checkRegion(to.chunk.shape, { start: to.start, shape: region.shape });
  if (dataType !== to.chunk.dataType) {
    throw new TypeError(`Cannot read ${dataType} elements into ${to.chunk.dataType}`);
  }
  let absent = 0;
  const onAbsent = (box: Region): void => {
    absent += 1;
    options.onAbsent?.(box);
  };
  const chunks = await readChunks({ source, region, to, onAbsent, options });
  return chunks - absent;
}
