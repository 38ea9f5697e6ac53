/**
 * Writing a lone Zarr array.
 *
 * @module
 */

import type { ArrayInfo, ChunkSink, WritableStore } from "@chunkwright/core";
import type { ZarrArrayOptions } from "./create-options.ts";

/** A sink for one array at `path`, without groups around it. Its document is written when it closes. */
export async function createZarrArray(
  store: WritableStore,
  path: string,
  info: ArrayInfo,
  options: ZarrArrayOptions,
): Promise<ChunkSink> {
  throw new RangeError(`Not built yet: ${String(store)} ${path} ${String(info)} ${String(options)}`);
}
