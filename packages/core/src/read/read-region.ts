/**
 * Reading any box of elements out of any chunk source.
 *
 * @module
 */

import { checkArray } from "../check-argument.ts";
import { type CopyEnd, copyRegion } from "../chunk/copy-region.ts";
import { createChunk, filledChunk, sharedChunk } from "../chunk/create-chunk.ts";
import { isFixed, scalarEquals, zeroOf } from "../data-type.ts";
import { checkRegion } from "../grid.ts";
import type { Chunk, ChunkSource, Region } from "../types.ts";
import { type ReadChunksOptions, readChunks } from "./region-reader.ts";

/** Options of `readRegion`. */
export interface ReadRegionOptions extends ReadChunksOptions {
  /** Elements in a SharedArrayBuffer, where the workers of a pool write them; where there is none, in a plain one. */
  readonly shared?: boolean;
}

/**
 * Elements of `region`, contiguous in C order. Reads only the chunks that the region touches, near ones of a stored
 * value in one request; absent chunks become the fill value. Rejects with `RangeError` if the region is not inside the
 * array.
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
 * Copies the elements of `region` into the box of `to.chunk` that begins at `to.start`, and leaves what absent
 * chunks would fill as it is. Resolves with the number of chunks that were stored. The elements may lie in shared
 * memory: then the workers of a pool write them there.
 */
export async function readRegionInto(
  source: ChunkSource,
  region: Region,
  to: CopyEnd,
  options: ReadChunksOptions = {},
): Promise<number> {
  checkArray(source, "read a region");
  const { shape, dataType } = source.info;
  checkRegion(shape, region);
  checkRegion(to.chunk.shape, { start: to.start, shape: region.shape });
  if (dataType !== to.chunk.dataType) {
    throw new TypeError(`Cannot read ${dataType} elements into ${to.chunk.dataType}`);
  }
  let absent = 0;
  const onAbsent = (): void => {
    absent += 1;
  };
  const chunks = await readChunks({ source, region, to, onAbsent, options });
  return chunks - absent;
}
