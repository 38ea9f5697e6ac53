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
  type ChunkSource,
  elementCount,
  type Region,
  readRegion,
} from "@chunkwright/core";
import { cacheChunks } from "./cache-chunks.ts";

/** Bytes held at a time: pieces are about this long, and as many decoded bytes are cached between them. */
const PIECE_BYTES = 32 * 1024 * 1024;

/**
 * The elements in C order, little-endian (the order of every JavaScript host in use), without padding, absent
 * chunks as the fill value. Memory stays within a few pieces, however large the array.
 */
export async function* elementsInOrder(source: ChunkSource, options?: CallOptions): AsyncGenerator<Bytes> {
  const cached = cacheChunks(source, PIECE_BYTES);
  const whole = { start: source.info.shape.map(() => 0), shape: source.info.shape };
  for (const region of pieces(whole, 0)) {
    yield bytesOf((await readRegion(cached, region, options)).data);
  }

  /** Cuts a region along its first axes, into whole chunks where they fit and single elements where not. */
  function* pieces(region: Region, axis: number): Generator<Region> {
    const { dataType, chunkShape } = source.info;
    const length = region.shape[axis];
    const byteLength = elementCount(region.shape) * byteSize(dataType);
    if (byteLength <= PIECE_BYTES || length === undefined) {
      yield region;
      return;
    }
    const rowBytes = byteLength / length;
    const step = chunkShape[axis]! * rowBytes <= PIECE_BYTES ? chunkShape[axis]! : 1;
    for (let first = 0; first < length; first += step) {
      const part = {
        start: region.start.with(axis, region.start[axis]! + first),
        shape: region.shape.with(axis, Math.min(step, length - first)),
      };
      if (rowBytes * step <= PIECE_BYTES) yield part;
      else yield* pieces(part, axis + 1);
    }
  }
}
