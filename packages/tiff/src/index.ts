/**
 * TIFF and BigTIFF as chunked arrays.
 *
 * @module
 */

export { type GeoKeys, geoKeys } from "./attribute/geo-keys.ts";
export {
  type GeoBox,
  type GeoTransform,
  geoBox,
  geoRegion,
  geoTransform,
} from "./attribute/geo-transform.ts";
export type { TagTypeName, TagValue } from "./ifd/tag-value.ts";
export { TAGS } from "./ifd/tags.ts";
export { openTiff } from "./open-tiff.ts";
export type { Ifd, IfdFields, IndexedIfd, OpenTiffOptions, TiffArray, TiffFile } from "./tiff-file.ts";
export {
  type CreateTiffOptions,
  createTiff,
  type TiffImageWriter,
  type TiffSize,
  type TiffWriter,
  tiffSize,
} from "./write/create-tiff.ts";
export { canPredict, isTiffPipeline } from "./write/storage-tags.ts";
export type { TiffField } from "./write/tiff-field.ts";
export type { Photometric, TiffImage } from "./write/tiff-image.ts";
