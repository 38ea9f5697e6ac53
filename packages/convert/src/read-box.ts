/**
 * Reading a box of elements into memory that has been used before.
 *
 * @module
 */

import {
  type ArrayInfo,
  type CallOptions,
  type Chunk,
  type ChunkSource,
  cacheChunks,
  copyRegion,
  elementCount,
  filledChunk,
  type Region,
  readRegionInto,
} from "@chunkwright/core";

export interface BoxReader {
  /**
   * Reads the elements of a region to the start of a chunk along each axis. Resolves with the boxes of the chunk that it
   * has left as they were, because nothing is stored in their place.
   */
  read(region: Region, chunk: Chunk, options?: CallOptions): Promise<readonly Region[]>;
  /** Sets boxes of a chunk to the fill value. */
  fill(chunk: Chunk, boxes: readonly Region[]): void;
}

/**
 * Regions of whole chunks are read directly into the chunk, by workers if it lies in shared memory. Chunks that other
 * regions need, too, are kept, up to `cacheBytes`.
 */
export function boxReader(source: ChunkSource, cacheBytes: number): BoxReader {
  const { info } = source;
  const cached = cacheChunks(source, cacheBytes);
  return {
    async read(region, chunk, options) {
      const absent: Region[] = [];
      const start = region.shape.map(() => 0);
      const onAbsent = (box: Region): void => void absent.push(box);
      const from = holdsWholeChunks(info, region) ? source : cached;
      await readRegionInto(from, region, { chunk, start }, { signal: options?.signal, onAbsent });
      return absent;
    },
    fill(chunk, boxes) {
      for (const { start, shape } of boxes) {
        const filled = filledChunk(chunk.dataType, shape, info.fillValue);
        copyRegion({ chunk: filled, start: shape.map(() => 0) }, { chunk, start }, shape);
      }
    },
  };
}

/** Elements of boxes that do not overlap. */
export function countElements(boxes: readonly Region[]): number {
  return boxes.reduce((sum, { shape }) => sum + elementCount(shape), 0);
}

/** Whether no chunk of an array lies in `region` in part. */
export function holdsWholeChunks(
  { shape, chunkShape }: ArrayInfo,
  { start, shape: extent }: Region,
): boolean {
  return start.every((first, axis) => {
    const [end, chunk] = [first + extent[axis]!, chunkShape[axis]!];
    return first % chunk === 0 && (end % chunk === 0 || end === shape[axis]);
  });
}
