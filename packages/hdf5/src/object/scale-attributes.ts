/**
 * Attributes by which dimension scales and datasets find one another. HDF5 Dimension Scale Specification 1.0 (H5DS);
 * NetCDF Format Specification, "NetCDF-4 Format". What they say, `dimensionNames` says.
 *
 * @module
 */

import type { JsonObject } from "@chunkwright/core";

/** The CLASS of a dataset that is a scale. */
export const SCALE_CLASS = "DIMENSION_SCALE";

const BOOKKEEPING: ReadonlySet<string> = new Set([
  "DIMENSION_LIST",
  "REFERENCE_LIST",
  "DIMENSION_LABELS",
  "_Netcdf4Dimid",
  "_Netcdf4Coordinates",
  "_NCProperties",
]);

/** Without those attributes: most of them are addresses, which mean nothing elsewhere. */
export function withoutScaleAttributes(attributes: JsonObject): JsonObject {
  const isScale = attributes.CLASS === SCALE_CLASS;
  const entries = Object.entries(attributes);
  const kept = entries.filter(
    ([name]) => !BOOKKEEPING.has(name) && !(isScale && (name === "CLASS" || name === "NAME")),
  );
  return kept.length === entries.length ? attributes : Object.fromEntries(kept);
}
