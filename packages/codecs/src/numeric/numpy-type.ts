/**
 * Data types in codec configurations, in NumPy's or Zarr v3's spelling. NumPy, "The array interface protocol".
 *
 * @module
 */

import { type DataType, isDataType, type Json, type JsonObject } from "@chunkwright/core";
import { badOption } from "../configuration.ts";

/** NumPy's kinds and sizes. The byte order is left to the `bytes` codec. */
const NUMPY_TYPES: ReadonlyMap<string, DataType> = new Map([
  ["b1", "bool"],
  ["i1", "int8"],
  ["i2", "int16"],
  ["i4", "int32"],
  ["i8", "int64"],
  ["u1", "uint8"],
  ["u2", "uint16"],
  ["u4", "uint32"],
  ["u8", "uint64"],
  ["f2", "float16"],
  ["f4", "float32"],
  ["f8", "float64"],
]);

/** Types of one number per element, booleans among them. */
export const REAL_TYPES: readonly DataType[] = [...NUMPY_TYPES.values()];
export const FLOAT_TYPES: readonly DataType[] = ["float16", "float32", "float64"];
/** Types whose sums in typed arrays wrap and round as in NumPy. */
export const ARITHMETIC_TYPES: readonly DataType[] = REAL_TYPES.filter(
  (type) => type !== "bool" && type !== "float16",
);

/** All but bool. */
export const NUMBER_TYPES: readonly DataType[] = REAL_TYPES.filter((type) => type !== "bool");

/** Whether elements are bigints. */
export function is64BitInteger(dataType: DataType): boolean {
  return dataType === "int64" || dataType === "uint64";
}

/** The range of an integer type; `undefined` for other types. */
export function integerRange(
  dataType: DataType,
): { readonly min: bigint; readonly max: bigint; readonly bits: number } | undefined {
  const [, sign, digits] = /^(u?)int(\d+)$/.exec(dataType) ?? [];
  if (digits === undefined) return undefined;
  const bits = Number(digits);
  const count = 2n ** BigInt(bits);
  return sign ? { min: 0n, max: count - 1n, bits } : { min: -count / 2n, max: count / 2n - 1n, bits };
}

/** The data type that option `key` names, one of `allowed`. */
export function typeOption(
  codec: string,
  configuration: JsonObject,
  key: string,
  allowed: readonly DataType[],
  defaultType: DataType,
): DataType {
  const value = configuration[key] ?? defaultType;
  const type = numpyType(value) ?? value;
  if (isDataType(type) && allowed.includes(type)) return type;
  throw badOption(codec, key, value, `one of ${allowed.join(", ")}`);
}

function numpyType(value: Json): DataType | undefined {
  return typeof value === "string" ? NUMPY_TYPES.get(value.replace(/^[<>|=]/, "")) : undefined;
}
