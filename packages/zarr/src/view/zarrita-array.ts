/**
 * Our reader behind zarrita's arrays: `zarr.defineArrayExtension(readChunksBy(coder))`.
 *
 * @module
 */

import { type ChunkCoder, filledChunk, isStorageError, jsonEquals, type Shape } from "@chunkwright/core";
import { openZarr } from "../open-zarr.ts";
import type { ZarrNode } from "../zarr-node.ts";
import { type AnyZarritaStore, fromZarritaStore } from "./zarrita-store.ts";

/**
 * What is needed of an array of zarrita 0.7, whose chunks are `Chunk`s. Declared here, so that zarrita is not a
 * dependency.
 */
export interface ZarritaArray<Chunk> extends ZarritaChunks<Chunk> {
  readonly store: AnyZarritaStore;
  readonly path: string;
  readonly dtype: string;
  readonly chunks: number[];
}

/** A type alias, since zarrita requires an index signature. */
export type ZarritaChunks<Chunk> = {
  getChunk(index: number[], options?: { signal?: AbortSignal }, more?: object): Promise<Chunk>;
};

/** Types that zarrita holds as we do; for booleans, half floats and strings it has classes of its own. */
const SHARED_TYPE = /^(?:u?int(?:8|16|32|64)|float(?:32|64))$/;

/**
 * A factory for zarrita's `defineArrayExtension`: chunks are located by our reader and decoded by `coder`, such as a
 * worker pool, one whole pipeline at a time. The array's document is read once more for that. Arrays whose types or
 * grids we do not share, or that we cannot open, stay as they are.
 */
export function readChunksBy(
  coder: ChunkCoder,
): <Chunk>(array: ZarritaArray<Chunk>) => Promise<ZarritaChunks<Chunk>> {
  return async (array) => {
    const own = await openSame(array, coder);
    if (!own) return { getChunk: (index, options, more) => array.getChunk(index, options, more) };
    const { dataType, chunkShape, fillValue } = own.info;
    return {
      async getChunk<Chunk>(index: number[], options?: { signal?: AbortSignal }): Promise<Chunk> {
        const stored = await own.readChunk(index, options);
        const { data } = stored ?? filledChunk(dataType, chunkShape, fillValue);
        // Of a shared type, so this is what zarrita would make.
        return { data, shape: [...chunkShape], stride: strides(chunkShape) } as Chunk;
      },
    };
  };
}

async function openSame(
  { store, path, dtype, chunks }: ZarritaArray<unknown>,
  coder: ChunkCoder,
): Promise<Extract<ZarrNode, { kind: "array" }> | undefined> {
  if (!SHARED_TYPE.test(dtype)) return undefined;
  try {
    const node = await openZarr(fromZarritaStore(store), path, { coder });
    const isSame =
      node?.kind === "array" && jsonEquals([dtype, chunks], [node.info.dataType, node.info.chunkShape]);
    return isSame ? node : undefined;
  } catch (error) {
    if (isStorageError(error, "unsupported", "invalid-data")) return undefined;
    throw error;
  }
}

/** Elements from one to the next along each axis, in C order. */
function strides(shape: Shape): number[] {
  return shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
}
