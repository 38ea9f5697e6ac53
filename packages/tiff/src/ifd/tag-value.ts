/**
 * Tag values: field types, their sizes, and what the bytes of a value mean.
 *
 * @module
 */

import { type Bytes, dataViewOf } from "@chunkwright/core";
import { tagText } from "./tag-text.ts";
import { getSafeInt64, getSafeUint64 } from "./uint64.ts";

/** The value of a tag. */
export type TagValue =
  /** Trailing NULs removed; a NUL inside separates strings. */
  | { readonly type: "ASCII"; readonly text: string }
  | { readonly type: OpaqueType; readonly bytes: Bytes }
  /** Rationals as their quotient. */
  | { readonly type: NumericType; readonly numbers: Float64Array };

/** The type of a field. TIFF 6.0 §2, and those of TIFF Technical Note 1 and BigTIFF. */
export type TagTypeName = TagValue["type"];

type OpaqueType = "BYTE" | "UNDEFINED";
type NumericType =
  | "SHORT"
  | "LONG"
  | "RATIONAL"
  | "SBYTE"
  | "SSHORT"
  | "SLONG"
  | "SRATIONAL"
  | "FLOAT"
  | "DOUBLE"
  | "IFD"
  | "LONG8"
  | "SLONG8"
  | "IFD8";

export interface TagType {
  readonly name: TagTypeName;
  readonly byteLength: number;
  readonly get: (view: DataView, at: number, littleEndian: boolean) => number;
}

/**
 * Field types. TIFF 6.0 §2, "Types"; IFD: Adobe PageMaker 6.0 TIFF Technical Notes; LONG8, SLONG8, IFD8: BigTIFF.
 */
const TAG_TYPES: { readonly [type: number]: TagType } = {
  1: { name: "BYTE", byteLength: 1, get: (v, at) => v.getUint8(at) },
  2: { name: "ASCII", byteLength: 1, get: (v, at) => v.getUint8(at) },
  3: { name: "SHORT", byteLength: 2, get: (v, at, le) => v.getUint16(at, le) },
  4: { name: "LONG", byteLength: 4, get: (v, at, le) => v.getUint32(at, le) },
  5: {
    name: "RATIONAL",
    byteLength: 8,
    get: (v, at, le) => v.getUint32(at, le) / v.getUint32(at + 4, le),
  },
  6: { name: "SBYTE", byteLength: 1, get: (v, at) => v.getInt8(at) },
  7: { name: "UNDEFINED", byteLength: 1, get: (v, at) => v.getUint8(at) },
  8: { name: "SSHORT", byteLength: 2, get: (v, at, le) => v.getInt16(at, le) },
  9: { name: "SLONG", byteLength: 4, get: (v, at, le) => v.getInt32(at, le) },
  10: {
    name: "SRATIONAL",
    byteLength: 8,
    get: (v, at, le) => v.getInt32(at, le) / v.getInt32(at + 4, le),
  },
  11: { name: "FLOAT", byteLength: 4, get: (v, at, le) => v.getFloat32(at, le) },
  12: { name: "DOUBLE", byteLength: 8, get: (v, at, le) => v.getFloat64(at, le) },
  13: { name: "IFD", byteLength: 4, get: (v, at, le) => v.getUint32(at, le) },
  16: { name: "LONG8", byteLength: 8, get: getSafeUint64 },
  17: { name: "SLONG8", byteLength: 8, get: getSafeInt64 },
  18: { name: "IFD8", byteLength: 8, get: getSafeUint64 },
};

/** Longer values are read in parts or not at all: they would make no string, and fill the memory of small machines. */
export const MAX_VALUE_BYTES: number = 2 ** 28;

/** `undefined` for a type that no specification defines: readers skip such fields (TIFF 6.0 §2). */
export function tagType(type: number): TagType | undefined {
  return TAG_TYPES[type];
}

export function decodeTagValue(type: TagType, bytes: Bytes, littleEndian: boolean): TagValue {
  switch (type.name) {
    case "ASCII":
      return { type: type.name, text: tagText(bytes) };
    case "BYTE":
    case "UNDEFINED":
      return { type: type.name, bytes: bytes.slice() };
    default:
      return { type: type.name, numbers: decodeNumbers(type, bytes, littleEndian) };
  }
}

/** The values of any field as numbers, bytes of ASCII and UNDEFINED included. */
export function decodeNumbers(type: TagType, bytes: Bytes, littleEndian: boolean): Float64Array {
  const view = dataViewOf(bytes);
  const numbers = new Float64Array(Math.floor(bytes.byteLength / type.byteLength));
  for (let i = 0; i < numbers.length; i += 1) numbers[i] = type.get(view, i * type.byteLength, littleEndian);
  return numbers;
}
