/**
 * Opening a Zarr hierarchy of either version.
 *
 * @module
 */

import type { OpenZarrOptions, ZarrNode, ZarrStore } from "./zarr-node.ts";

/**
 * The group or array at `path`, v3 or v2, whichever is there; `undefined` if neither. Reads metadata alone.
 * Rejects with "invalid-data" where a document is broken and with "unsupported", naming the feature, where an
 * array cannot be read here.
 */
export async function openZarr(
  store: ZarrStore,
  path = "",
  options: OpenZarrOptions = {},
): Promise<ZarrNode | undefined> {
  throw new RangeError(`Not built yet: ${String(store)} ${path} ${String(options)}`);
}
