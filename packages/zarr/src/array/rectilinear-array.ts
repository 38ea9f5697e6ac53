/**
 * An open array whose chunks differ in size, presented in chunks that do not.
 *
 * Its `chunkShape` is the longest chunk along each axis, so there are never more chunks than are stored, and each is
 * assembled from those that it overlaps. A stored chunk that coincides with one of them is passed on as it is; no
 * chunk has a location, since a part of a stored one is not a byte range.
 *
 * @module
 */

import {
  type CallOptions,
  type Chunk,
  type ChunkCoder,
  type ChunkIndex,
  checkChunkIndex,
  chunkError,
  chunkRegion,
  copyRegion,
  filledChunk,
  intersection,
  joinPath,
  mapConcurrently,
  type ReadableStore,
} from "@chunkwright/core";
import type { ArrayNode, ZarrArray } from "../zarr-node.ts";
import type { ArrayLayout } from "./array-layout.ts";
import { chunkKey } from "./chunk-key.ts";
import { objectGrid, objectOver, objectsInRegion } from "./object-grid.ts";
import { sharedReads } from "./shared-reads.ts";

/** Most recently used stored chunks, kept decoded: neighbours share them. As many are read at a time. */
const KEPT_CHUNKS = 16;

export function openRectilinearArray(
  store: ReadableStore,
  node: ArrayNode,
  layout: ArrayLayout,
  coder: ChunkCoder,
): ZarrArray {
  const { info, keyEncoding } = layout;
  const { dataType, codecs } = info;
  const grid = objectGrid(layout);
  const kept = sharedReads<Chunk | undefined>(KEPT_CHUNKS);

  async function readStored(index: ChunkIndex): Promise<Chunk | undefined> {
    const bytes = await store.get(keyOf(index));
    if (!bytes) return undefined;
    try {
      return await coder.decode({ bytes, dataType, shape: grid.regionOf(index).shape, codecs });
    } catch (cause) {
      throw chunkError(cause, node.path, index);
    }
  }

  function keyOf(index: ChunkIndex): string {
    return joinPath(node.path, chunkKey(keyEncoding, index));
  }

  async function readChunk(index: ChunkIndex, options?: CallOptions): Promise<Chunk | undefined> {
    checkChunkIndex(info, index);
    const start = index.map((chunk, axis) => chunk * info.chunkShape[axis]!);
    let target: Chunk | undefined;
    const addPart = async (at: ChunkIndex): Promise<void> => {
      const chunk = await kept(keyOf(at), () => readStored(at), options);
      if (!chunk) return;
      target ??= filledChunk(dataType, info.chunkShape, info.fillValue);
      const region = grid.regionOf(at);
      const shared = intersection(region, { start, shape: info.chunkShape });
      copyRegion(
        { chunk, start: shared.start.map((first, axis) => first - region.start[axis]!) },
        { chunk: target, start: shared.start.map((first, axis) => first - start[axis]!) },
        shared.shape,
      );
    };
    const touched = objectsInRegion(grid, chunkRegion(info, index));
    await mapConcurrently(touched, addPart, { concurrency: KEPT_CHUNKS, signal: options?.signal });
    return target;
  }

  return {
    ...node,
    kind: "array",
    info,
    readChunk,
    async readEncodedChunk(index, options) {
      checkChunkIndex(info, index);
      const start = index.map((chunk, axis) => chunk * info.chunkShape[axis]!);
      const same = objectOver(grid, { start, shape: info.chunkShape });
      if (same) {
        const bytes = await store.get(keyOf(same), options);
        return bytes && { bytes, dataType, shape: info.chunkShape, codecs };
      }
      const chunk = await readChunk(index, options);
      return chunk && coder.encode(chunk, codecs, options);
    },
  };
}
