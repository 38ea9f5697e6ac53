/**
 * Zarr v3 metadata documents, in the specification's own spelling, with every member they hold.
 *
 * @module
 */

import type { Json, JsonObject, Shape } from "@chunkwright/core";

/** `zarr.json` of an array. Zarr v3 core, "Array metadata". */
export interface ArrayDocumentV3 extends JsonObject {
  readonly zarr_format: 3;
  readonly node_type: "array";
  readonly shape: Shape;
  readonly data_type: Extension;
  readonly chunk_grid: Extension;
  readonly chunk_key_encoding: Extension;
  readonly fill_value: Json;
  readonly codecs: readonly Extension[];
  readonly attributes?: JsonObject;
  readonly storage_transformers?: readonly Extension[];
  readonly dimension_names?: readonly (string | null)[] | null;
}

/** `zarr.json` of a group. Zarr v3 core, "Group metadata". */
export interface GroupDocumentV3 extends JsonObject {
  readonly zarr_format: 3;
  readonly node_type: "group";
  readonly attributes?: JsonObject;
  readonly consolidated_metadata?: ConsolidatedMetadataV3 | null;
}

/** Documents of everything below a group, by path relative to it. As zarr-python and zarrita write it. */
export interface ConsolidatedMetadataV3 extends JsonObject {
  readonly kind: "inline";
  readonly must_understand: false;
  readonly metadata: JsonObject;
}

/** A named, configured part of the format; a bare name has no configuration. Zarr v3 core, "Extension definition". */
export type Extension = string | ConfiguredExtension;
/** An extension point with its configuration. Zarr v3 core, "Extension definition". */
export interface ConfiguredExtension extends JsonObject {
  readonly name: string;
  readonly configuration?: JsonObject;
  readonly must_understand?: boolean;
}
