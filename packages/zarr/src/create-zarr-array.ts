/**
 * Writing a lone Zarr array.
 *
 * @module
 */

import {
  type ArrayInfo,
  type ChunkSink,
  checkWritableStore,
  normalizePath,
  type WritableStore,
} from "@chunkwright/core";
import { arraySink } from "./array/array-sink.ts";
import type { ZarrArrayOptions } from "./create-options.ts";
import { planArray, writeDocuments } from "./document/array-documents.ts";

/**
 * A sink for one array at `path`, without groups around it. Its documents are written when it closes. The sink's
 * `info` is what a reader will see. Rejects with "unsupported" for what the version cannot express.
 */
export async function createZarrArray(
  store: WritableStore,
  path: string,
  info: ArrayInfo,
  options: ZarrArrayOptions,
): Promise<ChunkSink> {
  checkWritableStore(store, "create a Zarr array");
  const normal = normalizePath(path, "zarr");
  const { documents, layout } = await planArray(normal, info, options);
  return arraySink(store, normal, layout, options, () => writeDocuments(store, documents));
}
