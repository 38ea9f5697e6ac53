/**
 * TIFF and BigTIFF as chunked arrays.
 *
 * @module
 */

export { openTiff } from "./open-tiff.ts";
export type { TagTypeName, TagValue } from "./tag-value.ts";
export { TAGS } from "./tags.ts";
export type { Ifd, IfdFields, OpenTiffOptions, TiffArray, TiffFile } from "./tiff-file.ts";
