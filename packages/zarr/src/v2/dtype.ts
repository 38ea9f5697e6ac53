/**
 * NumPy type strings of numeric types.
 *
 * @module
 */

import { byteSize, type DataType, wordSize } from "@chunkwright/core";
import { invalidDocument, shown, unsupportedDocument } from "../document-error.ts";
import type { ExactJson } from "../exact-json.ts";

export type Endian = "little" | "big";

export interface Dtype {
  readonly dataType: DataType;
  readonly endian: Endian;
}

/** Type letter and byte count. Zarr v2 §"Data type encoding", after NumPy's array protocol type strings. */
const DATA_TYPES: { readonly [code: string]: DataType } = {
  b1: "bool",
  i1: "int8",
  i2: "int16",
  i4: "int32",
  i8: "int64",
  u1: "uint8",
  u2: "uint16",
  u4: "uint32",
  u8: "uint64",
  f2: "float16",
  f4: "float32",
  f8: "float64",
  c8: "complex64",
  c16: "complex128",
};

/** Object, string, unicode, raw, date and duration types, and floats beyond 64 bits. */
const OTHER_TYPE = /^[<>|=](?:[OSUVaMm]|[fcg]\d)/;

/** The data type and byte order of a `dtype` member. `key` names the document. */
export function parseDtype(dtype: ExactJson | undefined, key: string): Dtype {
  if (Array.isArray(dtype)) throw unsupportedDocument(key, "a structured dtype");
  if (typeof dtype !== "string") throw invalidDocument(key, `"dtype" is ${shown(dtype)}, not a type string`);
  const [order, code] = [dtype.slice(0, 1), dtype.slice(1)];
  const dataType = Object.hasOwn(DATA_TYPES, code) ? DATA_TYPES[code] : undefined;
  if (dataType && isByteOrder(order, dataType)) return { dataType, endian: order === ">" ? "big" : "little" };
  if (!dataType && OTHER_TYPE.test(dtype)) throw unsupportedDocument(key, `dtype ${dtype}`);
  throw invalidDocument(
    key,
    `"dtype" is ${shown(dtype)}, no NumPy type string`,
    "Zarr v2, Data type encoding",
  );
}

/** The type string of a data type. */
export function printDtype({ dataType, endian }: Dtype): string {
  const code = Object.keys(DATA_TYPES).find((candidate) => DATA_TYPES[candidate] === dataType);
  if (byteSize(dataType) === 1) return `|${code}`;
  return `${endian === "big" ? ">" : "<"}${code}`;
}

/** "|" means that byte order does not apply, so it is no answer for longer words. */
function isByteOrder(order: string, dataType: DataType): boolean {
  return order === "<" || order === ">" || (order === "|" && wordSize(dataType) === 1);
}
