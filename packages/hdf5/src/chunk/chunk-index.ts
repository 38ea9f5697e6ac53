/**
 * Loading the chunk index of a dataset, whichever of the six structures it has. HDF5 File Format Specification 4.0
 * §III.A and §VII.
 *
 * @module
 */

import { type CallOptions, elementCount, gridShape, linearIndex, type Shape } from "@chunkwright/core";
import type { ChunkedLayout } from "../array/layout.ts";
import type { Hdf5Context } from "../hdf5-context.ts";
import { invalidHdf5, unsupportedHdf5 } from "../hdf5-error.ts";
import { readChunkBtreeV1 } from "./chunk-btree-v1.ts";
import { readChunkBtreeV2 } from "./chunk-btree-v2.ts";
import { ChunkTable, type NumberedChunk } from "./chunk-table.ts";
import { readExtensibleArray } from "./extensible-array.ts";
import { readFixedArray } from "./fixed-array.ts";

/** A chunked dataset as its index sees it. */
export interface ChunkGrid {
  readonly layout: ChunkedLayout;
  readonly shape: Shape;
  readonly maxShape: readonly (number | undefined)[];
  /** Bytes of a chunk before filters. */
  readonly chunkBytes: number;
  readonly hasFilters: boolean;
}

/** A chunk by its place in the grid, its address counted from the base address. */
export interface FoundChunk {
  readonly index: Shape;
  readonly address: number;
  readonly length: number;
  readonly mask: number;
}

/** An entry of an array index: `n` counts over the grid of the largest shape. */
export interface ArrayEntry {
  readonly n: number;
  readonly address: number;
  readonly length: number;
  readonly mask: number;
}

export async function loadChunkTable(
  context: Hdf5Context,
  grid: ChunkGrid,
  options?: CallOptions,
): Promise<ChunkTable> {
  const { layout, shape } = grid;
  const counts = gridShape({ shape, chunkShape: layout.chunkShape });
  const chunks: NumberedChunk[] = [];
  for (const { index, address, length, mask } of await readIndex(context, grid, options)) {
    // Datasets shrink without forgetting their chunks.
    if (index.some((place, axis) => place >= counts[axis]!)) continue;
    chunks.push({ number: linearIndex(counts, index), offset: context.baseAddress + address, length, mask });
  }
  return ChunkTable.of(chunks);
}

async function readIndex(
  context: Hdf5Context,
  grid: ChunkGrid,
  options?: CallOptions,
): Promise<readonly FoundChunk[]> {
  const { layout, chunkBytes } = grid;
  const { kind, address, filtered } = layout.index;
  if (address === undefined) return [];
  const rank = layout.chunkShape.length;
  switch (kind) {
    case "btree-v1":
      return readChunkBtreeV1(context, address, layout.chunkShape, options);
    case "btree-v2":
      return readChunkBtreeV2(context, address, rank, chunkBytes, options);
    case "single": {
      const { length, mask } = filtered ?? { length: chunkBytes, mask: 0 };
      return [{ index: layout.chunkShape.map(() => 0), address, length, mask }];
    }
    case "implicit":
      return placed(grid, implicitEntries(context, grid, address));
    case "fixed-array":
      return placed(grid, await readFixedArray(context, address, chunkBytes, options));
    case "extensible-array":
      return placed(grid, await readExtensibleArray(context, address, chunkBytes, options), true);
  }
}

/** Chunks one after the other, all of them. §VII.B. */
function implicitEntries(context: Hdf5Context, grid: ChunkGrid, address: number): readonly ArrayEntry[] {
  const count = elementCount(maxCounts(grid));
  const { chunkBytes } = grid;
  if (!(address + count * chunkBytes <= context.file.size)) {
    throw invalidHdf5(
      `Cannot locate ${count} chunks of ${chunkBytes} bytes from ${address}: the file ends before`,
      {
        section: "§VII.B",
      },
    );
  }
  return Array.from({ length: count }, (_, n) => ({
    n,
    address: address + n * chunkBytes,
    length: chunkBytes,
    mask: 0,
  }));
}

/** Chunks per axis once the dataset has its largest shape. */
function maxCounts({ layout, shape, maxShape }: ChunkGrid): Shape {
  return layout.chunkShape.map((length, axis) => {
    const largest = maxShape[axis] ?? shape[axis]!;
    if (largest >= shape[axis]!) return Math.ceil(largest / length);
    throw invalidHdf5(`Cannot locate chunks: a shape of [${shape}] may not grow beyond [${maxShape}]`, {
      section: "§IV.A.2.b",
    });
  });
}

/** The places of entries; an extensible array counts with the unlimited axis slowest. §VII.C and §VII.D. */
function placed(
  grid: ChunkGrid,
  entries: readonly ArrayEntry[],
  isExtensible = false,
): readonly FoundChunk[] {
  const counts = maxCounts(grid);
  const axes = counts.map((_, axis) => axis);
  if (isExtensible) {
    const unlimited = grid.maxShape.indexOf(undefined);
    if (unlimited === -1) {
      throw unsupportedHdf5(
        "Cannot locate chunks: an extensible array indexes a dataset without an unlimited axis",
        "extensible array",
      );
    }
    axes.splice(unlimited, 1);
    axes.unshift(unlimited);
  }
  return entries.map(({ n, address, length, mask }) => {
    const index = counts.map(() => 0);
    let rest = n;
    for (const axis of axes.slice(1).toReversed()) {
      const count = counts[axis]!;
      index[axis] = rest % count;
      rest = Math.floor(rest / count);
    }
    const slowest = axes[0];
    if (slowest !== undefined) index[slowest] = rest;
    return { index, address, length, mask };
  });
}
