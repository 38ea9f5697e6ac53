/**
 * Fill values: JSON in a document, a scalar in `ArrayInfo`.
 *
 * @module
 */

import {
  byteSize,
  type DataType,
  float16Bits,
  float16Value,
  type Json,
  type Scalar,
  wordSize,
} from "@chunkwright/core";

/**
 * The scalar that a v3 fill value stands for, rounded to the data type; `undefined` if it is not permitted. A NaN of
 * any payload becomes the one NaN that JavaScript has. Zarr v3 data types, "Permitted fill values".
 */
export function parseFillValue(value: Json, dataType: DataType): Scalar | undefined {
  switch (dataType) {
    case "bool":
      return typeof value === "boolean" ? value : undefined;
    case "float16":
    case "float32":
    case "float64":
      return parseFloatValue(value, wordSize(dataType));
    case "complex64":
    case "complex128": {
      if (!Array.isArray(value) || value.length !== 2) return undefined;
      const re = parseFloatValue(value[0], wordSize(dataType));
      const im = parseFloatValue(value[1], wordSize(dataType));
      return re === undefined || im === undefined ? undefined : [re, im];
    }
    default:
      return parseIntegerValue(value, dataType);
  }
}

/** The JSON of a fill value, for both versions: a `bigint` where JSON's usual numbers would not be exact. */
export function printFillValue(value: Scalar): Json {
  switch (typeof value) {
    case "boolean":
      return value;
    case "bigint":
      return Number.isSafeInteger(Number(value)) ? Number(value) : value;
    case "number":
      return printFloat(value);
    case "string":
      return value;
    default:
      if (value instanceof Uint8Array) return [...value];
      return isComplex(value) ? [printFloat(value[0]), printFloat(value[1])] : value;
  }
}

function isComplex(value: Scalar): value is Scalar<"complex128"> {
  return Array.isArray(value);
}

function printFloat(value: number): string | number {
  return Number.isFinite(value) ? value : String(value);
}

function parseFloatValue(value: Json | undefined, wordBytes: number): number | undefined {
  if (typeof value === "number" || typeof value === "bigint") return rounded(Number(value), wordBytes);
  if (value === "NaN") return Number.NaN;
  if (value === "Infinity") return Number.POSITIVE_INFINITY;
  if (value === "-Infinity") return Number.NEGATIVE_INFINITY;
  if (typeof value !== "string" || !/^0x[0-9a-fA-F]+$/.test(value)) return undefined;
  return value.length - 2 <= 2 * wordBytes ? floatOfBits(BigInt(value), wordBytes) : undefined;
}

function rounded(value: number, wordBytes: number): number {
  if (wordBytes === 2) return float16Value(float16Bits(value));
  return wordBytes === 4 ? Math.fround(value) : value;
}

function floatOfBits(bits: bigint, wordBytes: number): number {
  if (wordBytes === 2) return float16Value(Number(bits));
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, wordBytes === 4 ? bits * 2n ** 32n : bits);
  return wordBytes === 4 ? view.getFloat32(0) : view.getFloat64(0);
}

function parseIntegerValue(value: Json, dataType: DataType): number | bigint | undefined {
  if (typeof value !== "bigint" && !Number.isInteger(value)) return undefined;
  const exact = BigInt(value as number | bigint);
  const bits = byteSize(dataType) * 8;
  const fits = dataType.startsWith("u") ? BigInt.asUintN(bits, exact) : BigInt.asIntN(bits, exact);
  if (fits !== exact) return undefined;
  return bits === 64 ? exact : Number(exact);
}
