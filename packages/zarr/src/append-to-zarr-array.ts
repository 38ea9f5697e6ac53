/**
 * Appending to an array.
 *
 * @module
 */

import {
  appendedShape,
  type Chunk,
  type ReadableStore,
  StorageError,
  type WritableStore,
  writeRegion,
} from "@chunkwright/core";
import { openZarr } from "./open-zarr.ts";
import { resizeZarrArray } from "./resize-zarr-array.ts";
import { type UpdateZarrOptions, updateZarrArray } from "./update-zarr-array.ts";
import type { ZarrArray } from "./zarr-node.ts";

/** Options of `appendToZarrArray`. */
export interface AppendZarrOptions extends UpdateZarrOptions {
  /** The axis that grows; the first by default. */
  readonly axis?: number | undefined;
}

/**
 * Adds `chunk`, of any length along the growing axis and the array's along all others, to the end of the array at
 * `path`. The chunk at the old edge is read and written again. The shape changes before the elements are written.
 */
export async function appendToZarrArray(
  store: ReadableStore & WritableStore,
  path: string,
  chunk: Chunk,
  { axis = 0, ...options }: AppendZarrOptions = {},
): Promise<void> {
  const { info } = await arrayAt(store, path, options);
  const { start, shape } = appendedShape(info, chunk, axis);
  await resizeZarrArray(store, path, shape, options);
  const sink = await updateZarrArray(store, path, options);
  await writeRegion(await arrayAt(store, path, options), sink, { chunk, start }, options);
  await sink.close();
}

async function arrayAt(store: ReadableStore, path: string, options: UpdateZarrOptions): Promise<ZarrArray> {
  const node = await openZarr(store, path, options);
  if (node?.kind === "array") return node;
  throw new StorageError("not-found", `There is no array at ${path || "the root"}`, { path });
}
