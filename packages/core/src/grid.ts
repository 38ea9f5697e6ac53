/**
 * Grid arithmetic: chunks per axis, which chunks a region touches, how far an edge chunk reaches.
 *
 * @module
 */

import type { ArrayInfo, ChunkIndex, Region, Shape } from "./types.ts";

type Grid = Pick<ArrayInfo, "shape" | "chunkShape">;

/** Number of elements: 1 for a 0-d shape. */
export function elementCount(shape: Shape): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Chunks per axis: ceil(shape / chunkShape). */
export function gridShape({ shape, chunkShape }: Grid): Shape {
  return shape.map((length, axis) => Math.ceil(length / at(chunkShape, axis)));
}

/** Elements of chunk `index` that lie inside the array: `chunkShape`, clipped at the upper edges. */
export function chunkExtent({ shape, chunkShape }: Grid, index: ChunkIndex): Shape {
  return chunkShape.map((length, axis) => Math.min(length, at(shape, axis) - at(index, axis) * length));
}

/** The part of the array that chunk `index` holds. */
export function chunkRegion(grid: Grid, index: ChunkIndex): Region {
  return {
    start: index.map((chunk, axis) => chunk * at(grid.chunkShape, axis)),
    shape: chunkExtent(grid, index),
  };
}

/** Throws `RangeError` unless `index` names a chunk of the grid. */
export function checkChunkIndex(grid: Grid, index: ChunkIndex): void {
  const counts = gridShape(grid);
  const inside =
    index.length === counts.length &&
    index.every((chunk, axis) => Number.isInteger(chunk) && chunk >= 0 && chunk < at(counts, axis));
  if (!inside) throw new RangeError(`Chunk index [${index}] is outside the chunk grid [${counts}]`);
}

/** Throws `RangeError` unless `region` lies inside `shape`. An empty region is inside. */
export function checkRegion(shape: Shape, region: Region): void {
  const inside =
    region.start.length === shape.length &&
    region.shape.length === shape.length &&
    shape.every((length, axis) => {
      const start = at(region.start, axis);
      const extent = at(region.shape, axis);
      return (
        Number.isInteger(start) &&
        Number.isInteger(extent) &&
        start >= 0 &&
        extent >= 0 &&
        start + extent <= length
      );
    });
  if (!inside) {
    throw new RangeError(
      `Region from [${region.start}] of [${region.shape}] elements is outside an array of [${shape}]`,
    );
  }
}

/** Position of `index` in C order, the last axis fastest: 0 for the first. */
export function linearIndex(shape: Shape, index: readonly number[]): number {
  return shape.reduce((position, length, axis) => position * length + at(index, axis), 0);
}

/** The index at a position in C order: the inverse of `linearIndex`. */
export function indexAt(shape: Shape, position: number): number[] {
  const index = shape.map(() => 0);
  let rest = position;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    const length = at(shape, axis);
    index[axis] = rest % length;
    rest = Math.floor(rest / length);
  }
  return index;
}

/** Every index of a grid, last axis fastest. A 0-d grid has one chunk, `[]`; an empty axis leaves none. */
export function* chunkIndices(counts: Shape): Generator<ChunkIndex> {
  yield* indicesBetween(
    counts.map(() => 0),
    counts,
  );
}

/** Every index of an array's chunk grid, shard by shard: the order to write chunks in. */
export function* chunksByShard(info: Grid & { readonly shardShape?: Shape }): Generator<ChunkIndex> {
  const counts = gridShape(info);
  const { shape, chunkShape, shardShape } = info;
  if (!shardShape) return yield* chunkIndices(counts);
  const perShard = shardShape.map((length, axis) => length / at(chunkShape, axis));
  for (const shard of chunkIndices(gridShape({ shape, chunkShape: shardShape }))) {
    const first = shard.map((position, axis) => position * at(perShard, axis));
    yield* indicesBetween(
      first,
      first.map((start, axis) => Math.min(start + at(perShard, axis), at(counts, axis))),
    );
  }
}

/** Indices of the chunks that `region` touches, last axis fastest. */
export function* chunksInRegion({ chunkShape }: Grid, region: Region): Generator<ChunkIndex> {
  if (region.shape.includes(0)) return;
  const first = region.start.map((start, axis) => Math.floor(start / at(chunkShape, axis)));
  const end = region.start.map((start, axis) =>
    Math.ceil((start + at(region.shape, axis)) / at(chunkShape, axis)),
  );
  yield* indicesBetween(first, end);
}

/** The box that two boxes share; an axis without overlap gets length 0. */
export function intersection(a: Region, b: Region): Region {
  const start = a.start.map((first, axis) => Math.max(first, at(b.start, axis)));
  const shape = start.map((first, axis) =>
    Math.max(
      0,
      Math.min(at(a.start, axis) + at(a.shape, axis), at(b.start, axis) + at(b.shape, axis)) - first,
    ),
  );
  return { start, shape };
}

function* indicesBetween(first: readonly number[], end: readonly number[]): Generator<ChunkIndex> {
  if (first.some((start, axis) => start >= at(end, axis))) return;
  const index = [...first];
  for (;;) {
    yield [...index];
    let axis = index.length - 1;
    while (axis >= 0 && ++index[axis]! >= at(end, axis)) {
      index[axis] = at(first, axis);
      axis -= 1;
    }
    if (axis < 0) return;
  }
}

/** The entry for `axis`; throws `RangeError` if the caller's list is too short. */
function at(values: readonly number[], axis: number): number {
  const value = values[axis];
  if (value === undefined) throw new RangeError(`No axis ${axis} among [${values}]`);
  return value;
}
