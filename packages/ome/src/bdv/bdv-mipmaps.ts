/**
 * Levels and chunks as proposed by BigDataViewer's exporter.
 *
 * @module
 */

import { elementCount, type Shape } from "@chunkwright/core";

/** A level that BigDataViewer would make: its factors and chunk lengths. */
export interface BdvMipmap {
  /** Elements of the finest level along z, y and x that make one. */
  readonly factors: Shape;
  readonly chunkShape: Shape;
}

const LARGEST_SIDE = 256;
const CHUNK_ELEMENTS = 4096;

/**
 * Axes whose voxels are at most twice as long as the shortest ones are halved, while the next level still has a side
 * of more than 256. Chunks are powers of two of 4,096 elements, as close to cubes as possible.
 */
export function proposeMipmaps(shape: Shape, voxelSize: readonly number[]): readonly BdvMipmap[] {
  const mipmaps: BdvMipmap[] = [];
  let factors = shape.map(() => 1);
  for (;;) {
    const lengths = voxelSize.map((size, axis) => Math.abs(size) * factors[axis]!);
    mipmaps.push({ factors, chunkShape: proposeChunk(shape, factors, lengths) });
    const shortest = Math.min(...lengths.filter((_, axis) => shape[axis]! > factors[axis]!));
    factors = factors.map((factor, axis) =>
      shape[axis]! > factor && lengths[axis]! <= 2 * shortest ? factor * 2 : factor,
    );
    if (shape.every((length, axis) => Math.floor(length / factors[axis]!) <= LARGEST_SIDE)) return mipmaps;
  }
}

/** Chunk shape for a level; `lengths` are the lengths of its voxels. */
export function proposeChunk(shape: Shape, factors: Shape, lengths: readonly number[]): Shape {
  const chunk = shape.map(() => 1);
  while (elementCount(chunk) < CHUNK_ELEMENTS) {
    const open = chunk.map((length, axis) => length < shape[axis]! / factors[axis]!);
    const sides = chunk.map((length, axis) =>
      open[axis] ? length * lengths[axis]! : Number.POSITIVE_INFINITY,
    );
    const least = Math.min(...sides);
    if (least === Number.POSITIVE_INFINITY) break;
    chunk[sides.lastIndexOf(least)]! *= 2;
  }
  // In HDF5, chunks of a fixed-size array are not larger than the array.
  return chunk.map((length, axis) => Math.min(length, Math.ceil(shape[axis]! / factors[axis]!)));
}
