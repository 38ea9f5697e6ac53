/**
 * Where the elements of a dataset lie, chunk by chunk, for the layouts that keep them in the file. HDF5 File Format
 * Specification 4.0 §IV.A.2.i.
 *
 * @module
 */

import {
  type CallOptions,
  type ChunkIndex,
  chunkExtent,
  chunkRegion,
  elementCount,
  gridShape,
  LoadOnce,
  linearIndex,
  type Shape,
} from "@chunkwright/core";
import type { Hdf5Context } from "../hdf5-context.ts";
import { type ChunkGrid, loadChunkTable } from "./chunk-index.ts";
import type { ChunkTable } from "./chunk-table.ts";

export interface ChunkPlace {
  /** From the start of the file. */
  readonly offset: number;
  readonly length: number;
  /** In the dataset's own axes: less than a chunk at the edges of contiguous data. */
  readonly shape: Shape;
  /** Bit `n`: filter `n` was left out; all bits where nothing is filtered. */
  readonly mask: number;
}

export interface ChunkStorage {
  readonly chunkShape: Shape;
  /** `undefined` for a chunk that was never written. */
  locate(index: ChunkIndex, options?: CallOptions): Promise<ChunkPlace | undefined>;
}

export const NO_FILTERS: number = 2 ** 32 - 1;

/** Chunks by the dataset's index, loaded whole when the first chunk is wanted. */
export class ChunkedStorage implements ChunkStorage {
  readonly chunkShape: Shape;
  readonly #grid: ChunkGrid;
  readonly #table: LoadOnce<ChunkTable>;

  constructor(context: Hdf5Context, grid: ChunkGrid) {
    this.chunkShape = grid.layout.chunkShape;
    this.#grid = grid;
    this.#table = new LoadOnce((options) => loadChunkTable(context, grid, options));
  }

  table(options?: CallOptions): Promise<ChunkTable> {
    return this.#table.get(options);
  }

  useTable(table: ChunkTable): void {
    this.#table.set(table);
  }

  async locate(index: ChunkIndex, options?: CallOptions): Promise<ChunkPlace | undefined> {
    const { shape, layout, hasFilters } = this.#grid;
    const { chunkShape } = this;
    const table = await this.#table.get(options);
    const counts = gridShape({ shape, chunkShape });
    const found = table.find(linearIndex(counts, index));
    if (!found) return undefined;
    const isPlain = !hasFilters || (layout.hasPlainEdges && isEdge({ shape, chunkShape }, index));
    return { ...found, shape: chunkShape, mask: isPlain ? NO_FILTERS : found.mask };
  }
}

function isEdge(grid: { readonly shape: Shape; readonly chunkShape: Shape }, index: ChunkIndex): boolean {
  return chunkExtent(grid, index).some((length, axis) => length < grid.chunkShape[axis]!);
}

const SLAB_BYTES = 2 ** 20;

/** Contiguous elements from `offset` on, seen as chunks of about 1 MiB: slabs across the slowest axes. */
export function contiguousStorage(shape: Shape, elementBytes: number, offset: number): ChunkStorage {
  const chunkShape = slabShape(shape, elementBytes);
  return {
    chunkShape,
    async locate(index) {
      const { start, shape: extent } = chunkRegion({ shape, chunkShape }, index);
      return {
        offset: offset + linearIndex(shape, start) * elementBytes,
        length: elementCount(extent) * elementBytes,
        shape: extent,
        mask: NO_FILTERS,
      };
    },
  };
}

/** Chunks that were never written, of the shape that they would have. */
export function emptyStorage(shape: Shape, elementBytes: number): ChunkStorage {
  return { chunkShape: slabShape(shape, elementBytes), locate: async () => undefined };
}

/** Whole axes from the fastest on, as long as they fit; part of the next one; one of the others. */
export function slabShape(shape: Shape, elementBytes: number): Shape {
  let rest = Math.max(1, Math.floor(SLAB_BYTES / elementBytes));
  return shape
    .toReversed()
    .map((length) => {
      const taken = Math.min(Math.max(length, 1), rest);
      // Of axes slower than one that is cut, one row: anything else would not be contiguous.
      rest = taken < length ? 1 : Math.max(1, Math.floor(rest / taken));
      return taken;
    })
    .reverse();
}
