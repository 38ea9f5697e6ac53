/**
 * Giving an array another shape.
 *
 * @module
 */

import { codecTable } from "@chunkwright/codecs";
import {
  type ChunkIndex,
  chunkIndices,
  elementCount,
  joinPath,
  mapConcurrently,
  normalizePath,
  type ReadableStore,
  type Shape,
  StorageError,
  type WritableStore,
} from "@chunkwright/core";
import { arrayOfV2, arrayOfV3, findArray } from "./array-at.ts";
import type { ArrayLayout } from "./array-layout.ts";
import { chunkKey } from "./chunk-key.ts";
import { isObject, plainObject, printExactJson } from "./exact-json.ts";
import { objectGrid } from "./object-grid.ts";
import { resizedRectilinear } from "./rectilinear-grid.ts";
import type { UpdateZarrOptions } from "./update-zarr-array.ts";
import type { ArrayDocumentV3 } from "./v3/documents.ts";
import type { ArrayNode } from "./zarr-node.ts";

/** Arrays that would lose more objects are refused: each is a request. */
const MAX_DELETED = 10_000_000;

export type ResizeZarrOptions = Pick<UpdateZarrOptions, "codecs" | "zarrFormat" | "signal">;

/**
 * Changes the shape of the array at `path`; a rectilinear grid gets one more chunk along axes that become longer than
 * its chunks. Objects beyond the new shape are deleted; what an edge chunk holds beyond
 * it stays and shows again if the array grows. Consolidated metadata above is not touched: `consolidateZarr` renews
 * it. Rejects with "not-found" if there is no array.
 */
export async function resizeZarrArray(
  store: ReadableStore & WritableStore,
  path: string,
  shape: Shape,
  { codecs = codecTable, ...options }: ResizeZarrOptions = {},
): Promise<void> {
  const normal = normalizePath(path, "zarr");
  const { node, layout } = await findArray(store, normal, { codecs, ...options });
  if (shape.length !== layout.info.shape.length) {
    throw new RangeError(`An array of ${layout.info.shape.length} axes cannot take the shape [${shape}]`);
  }
  const metadata = { ...node.metadata, ...resizedGrid(node.metadata, layout, shape), shape };
  const key = joinPath(normal, node.zarrFormat === 3 ? "zarr.json" : ".zarray");
  // What could not be read back is not written.
  const resized =
    node.zarrFormat === 3
      ? arrayOfV3(metadata, normal, codecs)
      : arrayOfV2(metadata, undefined, normal, codecs);
  await mapConcurrently(
    lostObjects(layout, resized.layout),
    (index) => store.delete(joinPath(normal, chunkKey(layout.keyEncoding, index)), options),
    { concurrency: 16, signal: options.signal },
  );
  await store.set(key, printExactJson(metadata), options);
}

/** A rectilinear grid over another shape; others take every shape as they are. */
function resizedGrid(
  { chunk_grid: grid }: ArrayNode["metadata"],
  { info, sharding }: ArrayLayout,
  shape: Shape,
): Pick<ArrayDocumentV3, "chunk_grid"> | undefined {
  const configuration = isObject(grid) && grid.name === "rectilinear" && plainObject(grid.configuration);
  if (!configuration) return undefined;
  const unit = sharding?.levels[0].chunkShape ?? info.shape.map(() => 1);
  return {
    chunk_grid: { name: "rectilinear", configuration: resizedRectilinear(configuration, shape, unit) },
  };
}

/** Indices of objects that are in the first grid and not in the second, axis by axis. */
function* lostObjects(before: ArrayLayout, after: ArrayLayout): Generator<ChunkIndex> {
  const [old, kept] = [objectGrid(before).counts, objectGrid(after).counts];
  const count = elementCount(old) - elementCount(old.map((length, axis) => Math.min(length, kept[axis]!)));
  if (count > MAX_DELETED) {
    throw new StorageError("unsupported", `Cannot delete ${count} objects: over ${MAX_DELETED}`, {
      format: "zarr",
      feature: `cutting off ${count} objects`,
    });
  }
  // Behind the cut of one axis lies all of the axes after it, and what is kept of those before.
  for (const [cut, length] of old.entries()) {
    const from = kept[cut]!;
    if (from >= length) continue;
    const box = old.map((end, axis) =>
      axis < cut ? Math.min(end, kept[axis]!) : axis === cut ? end - from : end,
    );
    for (const index of chunkIndices(box)) yield index.map((at, axis) => (axis === cut ? at + from : at));
  }
}
