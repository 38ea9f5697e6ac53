/**
 * Changing the shape of an array.
 *
 * @module
 */

import { withCodecTable } from "@chunkwright/codecs/lazy";
import {
  chunksBeyond,
  isJsonObject,
  joinPath,
  mapConcurrently,
  normalizePath,
  printJsonDocument,
  type ReadableStore,
  type Shape,
  type WritableStore,
} from "@chunkwright/core";
import type { ArrayLayout } from "./array/array-layout.ts";
import { chunkKey } from "./array/chunk-key.ts";
import { objectGrid } from "./array/object-grid.ts";
import { resizedRectilinear } from "./array/rectilinear-grid.ts";
import { arrayOfV2, arrayOfV3, findArray } from "./document/array-at.ts";
import { jsonObject } from "./document/json-object.ts";
import type { UpdateZarrOptions } from "./update-zarr-array.ts";
import type { ArrayDocumentV3 } from "./v3/documents.ts";
import type { ArrayNode } from "./zarr-node.ts";

/** Options of `resizeZarrArray`. */
export type ResizeZarrOptions = Pick<UpdateZarrOptions, "codecs" | "zarrFormat" | "signal">;

/**
 * Changes the shape of the array at `path`; a rectilinear grid gets one more chunk along axes that become longer than
 * its chunks. Objects beyond the new shape are deleted; what an edge chunk holds beyond it stays, and is visible
 * again if the array grows. Consolidated metadata above is not touched: `consolidateZarr` renews it. Rejects with
 * "not-found" if there is no array.
 */
export async function resizeZarrArray(
  store: ReadableStore & WritableStore,
  path: string,
  shape: Shape,
  { codecs, ...options }: ResizeZarrOptions = {},
): Promise<void> {
  const normal = normalizePath(path, "zarr");
  const { node, layout } = await findArray(store, normal, { codecs, ...options });
  if (shape.length !== layout.info.shape.length) {
    throw new RangeError(`An array of ${layout.info.shape.length} axes cannot take the shape [${shape}]`);
  }
  const metadata = { ...node.metadata, ...resizedGrid(node.metadata, layout, shape), shape };
  const key = joinPath(normal, node.zarrFormat === 3 ? "zarr.json" : ".zarray");
  // A document that could not be read back is not written.
  const resized = await withCodecTable(
    (table) =>
      node.zarrFormat === 3
        ? arrayOfV3(metadata, normal, table)
        : arrayOfV2(metadata, undefined, normal, table),
    codecs,
  );
  await mapConcurrently(
    chunksBeyond(objectGrid(layout).counts, objectGrid(resized.layout).counts, "zarr"),
    (index) => store.delete(joinPath(normal, chunkKey(layout.keyEncoding, index)), options),
    { concurrency: 16, signal: options.signal },
  );
  await store.set(key, printJsonDocument(metadata), options);
}

/** A rectilinear grid over another shape; other grids fit every shape. */
function resizedGrid(
  { chunk_grid: grid }: ArrayNode["metadata"],
  { info, sharding }: ArrayLayout,
  shape: Shape,
): Pick<ArrayDocumentV3, "chunk_grid"> | undefined {
  const configuration = isJsonObject(grid) && grid.name === "rectilinear" && jsonObject(grid.configuration);
  if (!configuration) return undefined;
  const unit = sharding?.levels[0].chunkShape ?? info.shape.map(() => 1);
  return {
    chunk_grid: { name: "rectilinear", configuration: resizedRectilinear(configuration, shape, unit) },
  };
}
