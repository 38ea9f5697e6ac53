/**
 * All elements of an array as one stream of bytes, whatever its chunks: what a digest is taken of.
 *
 * @module
 */

import {
  type Bytes,
  byteSize,
  bytesOf,
  type CallOptions,
  type Chunk,
  type ChunkSource,
  elementCount,
  type Region,
  readRegionInto,
  setElements,
  viewElements,
} from "@chunkwright/core";
import { cacheChunks } from "./cache-chunks.ts";

/** Longest piece. The longer, the rarer is a chunk decoded again for the rows of it that the next piece needs. */
const PIECE_BYTES = 128 * 1024 * 1024;
/** Decoded chunks kept between pieces. */
const CACHE_BYTES = 32 * 1024 * 1024;

/**
 * The elements in C order, little-endian (the order of every JavaScript host in use), without padding, absent
 * chunks as the fill value. Memory stays within a few pieces, however large the array: a piece is overwritten when
 * the next one is asked for.
 */
export async function* elementsInOrder(source: ChunkSource, options?: CallOptions): AsyncGenerator<Bytes> {
  const cached = cacheChunks(source, CACHE_BYTES);
  const whole = { start: source.info.shape.map(() => 0), shape: source.info.shape };
  let memory = new Uint8Array(0);
  for (const region of pieces(whole, 0)) {
    const byteLength = elementCount(region.shape) * byteSize(source.info.dataType);
    if (memory.byteLength < byteLength) memory = new Uint8Array(byteLength);
    const chunk = {
      dataType: source.info.dataType,
      shape: region.shape,
      data: viewElements(source.info.dataType, memory.subarray(0, byteLength)),
    } as Chunk;
    setElements(chunk.dataType, chunk.data, source.info.fillValue);
    await readRegionInto(cached, region, { chunk, start: region.shape.map(() => 0) }, options);
    yield bytesOf(chunk.data);
  }

  /** Cuts a region along its first axes: into rows of whole chunks where they fit, else into as much as does. */
  function* pieces(region: Region, axis: number): Generator<Region> {
    const { dataType, chunkShape } = source.info;
    const length = region.shape[axis];
    const byteLength = elementCount(region.shape) * byteSize(dataType);
    if (byteLength <= PIECE_BYTES || length === undefined) {
      yield region;
      return;
    }
    const fitting = Math.max(1, Math.floor((PIECE_BYTES * length) / byteLength));
    for (let first = 0; first < length; ) {
      const start = region.start[axis]! + first;
      const step = Math.min(fitting, length - first, chunkShape[axis]! - (start % chunkShape[axis]!));
      yield* pieces(
        { start: region.start.with(axis, start), shape: region.shape.with(axis, step) },
        axis + 1,
      );
      first += step;
    }
  }
}
