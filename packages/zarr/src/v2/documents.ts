/**
 * Zarr v2 metadata documents, in the specification's own spelling, with every member they hold.
 *
 * @module
 */

import type { Json, JsonObject, Shape } from "@chunkwright/core";

/** `.zarray`. Zarr v2 §"Metadata" (Arrays). */
export interface ArrayDocumentV2 extends JsonObject {
  readonly zarr_format: 2;
  readonly shape: Shape;
  readonly chunks: Shape;
  /** A NumPy type string, or the list of fields of a structured type. */
  readonly dtype: Json;
  readonly compressor: JsonObject | null;
  /** `null` leaves uninitialised elements undefined; it is not 0. */
  readonly fill_value: Json;
  readonly order: "C" | "F";
  /** Required by the specification; some writers leave it out, which means `null`. */
  readonly filters?: readonly JsonObject[] | null;
  /** Absent means "." (NGFF and zarr-python extension, now in the specification). */
  readonly dimension_separator?: "." | "/";
}

/** `.zgroup`. Zarr v2 §"Hierarchies" (Groups). */
export interface GroupDocumentV2 extends JsonObject {
  readonly zarr_format: 2;
}
