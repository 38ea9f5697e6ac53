/**
 * An array whose chunks differ in size, being written in chunks that do not: the inverse of `rectilinear-array.ts`.
 *
 * @module
 */

import {
  type Bytes,
  type CallOptions,
  type Chunk,
  type ChunkCoder,
  type ChunkIndex,
  type ChunkSink,
  checkEncodedChunk,
  checkedSink,
  chunksInRegion,
  copyRegion,
  filledChunk,
  intersection,
  joinPath,
  type ReadableStore,
  type Region,
  type WritableStore,
} from "@chunkwright/core";
import type { ArrayLayout } from "./array-layout.ts";
import { chunkKey } from "./chunk-key.ts";
import { fillChecker } from "./fill-checker.ts";
import { objectGrid, objectOver, objectsInRegion } from "./object-grid.ts";

/** A stored chunk that is being assembled. */
interface OpenChunk {
  readonly region: Region;
  readonly chunk: Chunk;
  /** Chunks of the sink that have given their part, or were skipped. */
  readonly given: Set<string>;
  /** How many of them overlap it. */
  readonly capacity: number;
  /** Whether it holds anything: skipped parts do not. */
  isStored: boolean;
  /** Once it is complete. */
  encoded?: Bytes | "left out";
}

export interface RectilinearSinkOptions {
  readonly coder: ChunkCoder;
  readonly skipFillChunks: boolean;
}

/**
 * A sink for the array at `path`. Stored chunks are kept until all chunks of the sink that overlap them have been
 * given, or the sink closes; a complete one cannot be changed. `finish` and `before` are as for `arraySink`.
 */
export function rectilinearSink(
  store: WritableStore,
  path: string,
  layout: ArrayLayout,
  { coder, skipFillChunks }: RectilinearSinkOptions,
  finish: () => Promise<void>,
  before?: ReadableStore,
): ChunkSink {
  const { info, keyEncoding } = layout;
  const { dataType, shape, chunkShape, codecs, fillValue } = info;
  const grid = objectGrid(layout);
  const inside: Region = { start: shape.map(() => 0), shape };
  const open = new Map<string, Promise<OpenChunk>>();
  const complete = new Set<string>();

  const keyOf = (index: ChunkIndex) => joinPath(path, chunkKey(keyEncoding, index));
  const regionOf = (index: ChunkIndex): Region => ({
    start: index.map((chunk, axis) => chunk * chunkShape[axis]!),
    shape: chunkShape,
  });

  /** The chunk whose parts will be given: as stored if it exists, else filled. */
  async function openChunk(key: string, region: Region): Promise<OpenChunk> {
    const capacity = [...chunksInRegion(info, intersection(region, inside))].length;
    const bytes = capacity > 1 ? await before?.get(key) : undefined;
    const chunk = bytes
      ? await coder.decode({ bytes, dataType, shape: region.shape, codecs })
      : filledChunk(dataType, region.shape, fillValue);
    return { region, chunk, given: new Set(), capacity, isStored: bytes !== undefined };
  }

  function opened(key: string, region: Region): Promise<OpenChunk> {
    const chunk = open.get(key) ?? openChunk(key, region);
    open.set(key, chunk);
    chunk.catch(() => open.delete(key));
    return chunk;
  }

  async function write(key: string, stored: OpenChunk): Promise<void> {
    complete.add(key);
    try {
      stored.encoded ??= await encode(stored);
      await (stored.encoded === "left out" ? store.delete(key) : store.set(key, stored.encoded));
      open.delete(key);
    } catch (error) {
      // Its parts are kept: closing tries again.
      complete.delete(key);
      throw error;
    }
  }

  async function encode({ chunk, region, isStored }: OpenChunk): Promise<Bytes | "left out"> {
    const isFill = skipFillChunks && fillChecker({ dataType, fillValue, chunkShape: region.shape })(chunk);
    return isStored && !isFill ? (await coder.encode(chunk, codecs)).bytes : "left out";
  }

  /** Gives every stored chunk its part of a chunk; `undefined` is the fill value, and stored where others are. */
  async function put(index: ChunkIndex, chunk: Chunk | undefined, options?: CallOptions): Promise<void> {
    options?.signal?.throwIfAborted();
    const own = regionOf(index);
    const part = chunk ?? filledChunk(dataType, chunkShape, fillValue);
    for (const at of objectsInRegion(grid, intersection(own, inside))) {
      const key = keyOf(at);
      if (complete.has(key))
        throw new TypeError(`Cannot write chunk [${index}]: ${key}, which it touches, is complete`);
      const stored = await opened(key, grid.regionOf(at));
      const shared = intersection(stored.region, own);
      copyRegion(
        { chunk: part, start: shared.start.map((first, axis) => first - own.start[axis]!) },
        { chunk: stored.chunk, start: shared.start.map((first, axis) => first - stored.region.start[axis]!) },
        shared.shape,
      );
      stored.isStored ||= chunk !== undefined;
      stored.given.add(index.join());
      if (stored.given.size === stored.capacity) await write(key, stored);
    }
  }

  const sink: ChunkSink = {
    info,
    writeChunk: put,
    async writeEncodedChunk(index, encoded, options) {
      checkEncodedChunk(info, index, encoded);
      const same = objectOver(grid, regionOf(index));
      if (same) await store.set(keyOf(same), encoded.bytes, options);
      else await put(index, await coder.decode(encoded, options), options);
    },
    skipChunk: (index, options) => put(index, undefined, options),
    async close() {
      for (const [key, chunk] of open) await write(key, await chunk);
      await finish();
    },
  };
  return checkedSink(sink, "the array");
}
