/**
 * Which part of an array each of its objects covers: shards, or else chunks.
 *
 * @module
 */

import {
  type ChunkIndex,
  chunkIndices,
  elementCount,
  gridShape,
  jsonEquals,
  type Region,
  type Shape,
  StorageError,
} from "@chunkwright/core";
import type { ArrayLayout } from "./array-layout.ts";
import { boundedRegion, chunkAt } from "./rectilinear-grid.ts";

export interface ObjectGrid {
  /** Objects along each axis. */
  readonly counts: Shape;
  /** The object that holds an element. */
  indexOf(element: readonly number[]): ChunkIndex;
  /** What an object covers, beyond the array too. */
  regionOf(index: ChunkIndex): Region;
}

export function objectGrid({ info, bounds }: Pick<ArrayLayout, "info" | "bounds">): ObjectGrid {
  if (bounds) {
    return {
      counts: bounds.map((axis) => axis.length - 1),
      indexOf: (element) => element.map((at, axis) => chunkAt(bounds[axis]!, at)),
      regionOf: (index) => boundedRegion(bounds, index),
    };
  }
  const { shape, shardShape: objectShape = info.chunkShape } = info;
  return {
    counts: gridShape({ shape, chunkShape: objectShape }),
    indexOf: (element) => element.map((at, axis) => Math.floor(at / objectShape[axis]!)),
    regionOf: (index) => ({ start: index.map((at, axis) => at * objectShape[axis]!), shape: objectShape }),
  };
}

/** A region that touches more objects is refused, as each takes a request. */
const MAX_OBJECTS = 2 ** 16;

/** Every object that a region of the array touches. Throws "unsupported" if there are more than 65,536. */
export function* objectsInRegion(grid: ObjectGrid, { start, shape }: Region): Generator<ChunkIndex> {
  if (shape.includes(0)) return;
  const first = grid.indexOf(start);
  const last = grid.indexOf(start.map((from, axis) => from + shape[axis]! - 1));
  const counts = last.map((at, axis) => at + 1 - first[axis]!);
  if (elementCount(counts) > MAX_OBJECTS) {
    const feature = `a chunk put together from ${elementCount(counts)} of a rectilinear grid`;
    throw new StorageError("unsupported", `Cannot go through ${feature}`, { format: "zarr", feature });
  }
  for (const index of chunkIndices(counts)) yield index.map((at, axis) => at + first[axis]!);
}

/** The object that covers a region, and nothing else. */
export function objectOver(grid: ObjectGrid, { start, shape }: Region): ChunkIndex | undefined {
  const index = grid.indexOf(start);
  const covered = grid.regionOf(index);
  return jsonEquals(covered.start, start) && jsonEquals(covered.shape, shape) ? index : undefined;
}
