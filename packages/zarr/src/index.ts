/**
 * Zarr v2 and v3: arrays and groups, read and written, over any store.
 *
 * @module
 */

export { type AppendZarrOptions, appendToZarrArray } from "./append-to-zarr-array.ts";
export { consolidateZarr } from "./consolidate-zarr.ts";
export type { CreateZarrOptions, ShardingOptions, ZarrArrayOptions } from "./create-options.ts";
export { createZarr } from "./create-zarr.ts";
export { createZarrArray } from "./create-zarr-array.ts";
export { deleteZarrNode } from "./delete-zarr-node.ts";
export type { ElementRecord, ElementValue } from "./element/element-format.ts";
export {
  elementsOf,
  elementValues,
  type RecordColumn,
  type RecordView,
  viewRecords,
} from "./element/element-values.ts";
export { openZarr } from "./open-zarr.ts";
export { type ResizeZarrOptions, resizeZarrArray } from "./resize-zarr-array.ts";
export { type UpdateZarrOptions, updateZarrArray } from "./update-zarr-array.ts";
export type { ArrayDocumentV2, GroupDocumentV2 } from "./v2/documents.ts";
export { hasZarrName } from "./v3/codecs.ts";
export type {
  ArrayDocumentV3,
  ConfiguredExtension,
  ConsolidatedMetadataV3,
  Extension,
  GroupDocumentV3,
} from "./v3/documents.ts";
export type {
  OpenZarrOptions,
  StoredShards,
  ZarrArray,
  ZarrFormat,
  ZarrGroup,
  ZarrNode,
  ZarrStore,
} from "./zarr-node.ts";
