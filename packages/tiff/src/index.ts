/**
 * TIFF and BigTIFF as chunked arrays.
 *
 * @module
 */

export type { TagTypeName, TagValue } from "./tag-value.ts";
export type { Ifd, IfdFields, OpenTiffOptions, TiffArray, TiffFile } from "./tiff-file.ts";
