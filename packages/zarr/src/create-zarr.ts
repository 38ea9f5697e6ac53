/**
 * Writing a Zarr hierarchy.
 *
 * @module
 */

import type { GroupSink, WritableStore } from "@chunkwright/core";
import type { CreateZarrOptions } from "./create-options.ts";

/**
 * A sink for a hierarchy. Documents are written last: an array's when its sink closes, those of groups, the root's
 * after all others, when the hierarchy closes; groups between the root and an array appear by themselves.
 */
export async function createZarr(store: WritableStore, options: CreateZarrOptions): Promise<GroupSink> {
  throw new RangeError(`Not built yet: ${String(store)} ${String(options)}`);
}
