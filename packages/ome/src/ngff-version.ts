/**
 * Versions of OME-NGFF that are written.
 *
 * @module
 */

import type { JsonObject } from "@chunkwright/core";

export type NgffVersion = "0.4" | "0.5";

/** Group attributes: at the top in 0.4, under `ome` with the version in 0.5. OME-Zarr 0.5, "OME-Zarr Metadata". */
export function wrapAttributes(attributes: JsonObject, version: NgffVersion): JsonObject {
  return version === "0.4" ? attributes : { ome: { version, ...attributes } };
}
