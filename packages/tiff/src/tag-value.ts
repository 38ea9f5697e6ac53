/**
 * Tag values: field types, their sizes, and what the bytes of a value mean.
 *
 * @module
 */

import { type Bytes, StorageError } from "@chunkwright/core";
import { decodeText } from "./text.ts";

/** Field types. TIFF 6.0 §2, Adobe PageMaker 6.0 TIFF Technical Notes (IFD), BigTIFF (LONG8, SLONG8, IFD8). */
export const TAG_TYPES = {
  1: { name: "BYTE", byteLength: 1 },
  2: { name: "ASCII", byteLength: 1 },
  3: { name: "SHORT", byteLength: 2 },
  4: { name: "LONG", byteLength: 4 },
  5: { name: "RATIONAL", byteLength: 8 },
  6: { name: "SBYTE", byteLength: 1 },
  7: { name: "UNDEFINED", byteLength: 1 },
  8: { name: "SSHORT", byteLength: 2 },
  9: { name: "SLONG", byteLength: 4 },
  10: { name: "SRATIONAL", byteLength: 8 },
  11: { name: "FLOAT", byteLength: 4 },
  12: { name: "DOUBLE", byteLength: 8 },
  13: { name: "IFD", byteLength: 4 },
  16: { name: "LONG8", byteLength: 8 },
  17: { name: "SLONG8", byteLength: 8 },
  18: { name: "IFD8", byteLength: 8 },
} as const;

export type TagTypeNumber = keyof typeof TAG_TYPES;
export type TagTypeName = (typeof TAG_TYPES)[TagTypeNumber]["name"];

/** The value of a tag. */
export type TagValue =
  /** Trailing NULs removed; a NUL inside separates strings. */
  | { readonly type: "ASCII"; readonly text: string }
  | { readonly type: "BYTE" | "UNDEFINED"; readonly bytes: Bytes }
  /** Rationals as their quotient. */
  | { readonly type: Exclude<TagTypeName, "ASCII" | "BYTE" | "UNDEFINED">; readonly numbers: Float64Array };
