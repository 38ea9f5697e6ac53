/**
 * Making an array longer.
 *
 * @module
 */

import {
  type Chunk,
  chunkRegion,
  chunksInRegion,
  copyRegion,
  filledChunk,
  intersection,
  jsonEquals,
  type ReadableStore,
  type Region,
  StorageError,
  type WritableStore,
} from "@chunkwright/core";
import { openZarr } from "./open-zarr.ts";
import { resizeZarrArray } from "./resize-zarr-array.ts";
import { type UpdateZarrOptions, updateZarrArray } from "./update-zarr-array.ts";
import type { ZarrArray } from "./zarr-node.ts";

export interface AppendZarrOptions extends UpdateZarrOptions {
  /** The axis that grows; the first unless told. */
  readonly axis?: number | undefined;
}

/**
 * Adds `chunk`, of any length along the growing axis and the array's along all others, to the end of the array at
 * `path`. The chunk at the old edge is read and written again. The shape changes before the elements are there.
 */
export async function appendToZarrArray(
  store: ReadableStore & WritableStore,
  path: string,
  chunk: Chunk,
  { axis = 0, ...options }: AppendZarrOptions = {},
): Promise<void> {
  const { info } = await arrayAt(store, path, options);
  const start = info.shape.map((length, i) => (i === axis ? length : 0));
  const added = chunk.shape.map((length, i) => (i === axis ? (info.shape[i] ?? 0) : length));
  if (chunk.dataType !== info.dataType || !jsonEquals(added, info.shape) || !(axis in info.shape)) {
    throw new TypeError(
      `Cannot append [${chunk.shape}] ${chunk.dataType} along axis ${axis} of [${info.shape}] ${info.dataType}`,
    );
  }
  await resizeZarrArray(
    store,
    path,
    info.shape.map((length, i) => length + (i === axis ? (chunk.shape[i] ?? 0) : 0)),
    options,
  );
  await writeElements(store, path, chunk, { start, shape: chunk.shape }, options);
}

async function writeElements(
  store: ReadableStore & WritableStore,
  path: string,
  chunk: Chunk,
  region: Region,
  options: UpdateZarrOptions,
): Promise<void> {
  const source = await arrayAt(store, path, options);
  const { info } = source;
  const sink = await updateZarrArray(store, path, options);
  for (const index of chunksInRegion(info, region)) {
    const covered = chunkRegion(info, index);
    const written = intersection(covered, region);
    const isWhole = jsonEquals(written.shape, covered.shape);
    const stored = isWhole ? undefined : await source.readChunk(index, options);
    const target = stored ?? filledChunk(info.dataType, info.chunkShape, info.fillValue);
    copyRegion(
      { chunk, start: written.start.map((first, i) => first - region.start[i]!) },
      { chunk: target, start: written.start.map((first, i) => first - covered.start[i]!) },
      written.shape,
    );
    await sink.writeChunk(index, target, options);
  }
  await sink.close();
}

async function arrayAt(store: ReadableStore, path: string, options: UpdateZarrOptions): Promise<ZarrArray> {
  const node = await openZarr(store, path, options);
  if (node?.kind === "array") return node;
  throw new StorageError("not-found", `There is no array at ${path || "the root"}`, { path });
}
