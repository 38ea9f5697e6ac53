/**
 * Fill values of every data type: JSON in a document, a scalar of the carrier in `ArrayInfo`.
 *
 * @module
 */

import {
  type Bytes,
  decodeBase64,
  encodeBase64,
  isFixed,
  isNumeric,
  type Json,
  type Scalar,
  type VariableDataType,
  zeroOf,
} from "@chunkwright/core";
import { bytesOfValue, type ElementValue, valueOfBytes } from "./element-format.ts";
import type { ElementType } from "./element-type.ts";
import { bytesOfIntegers } from "./integer-bytes.ts";

/** The scalar that a fill value stands for; `undefined` if it is not permitted. */
export function parseElementFill(json: Json, type: ElementType): Scalar | undefined {
  const { dataType, logicalType, format } = type;
  if (!isFixed(dataType)) return parseVariable(json, dataType);
  // This type has no zero; tensorstore, and its default, write the least number as 0.
  if (logicalType?.name === "float8_e8m0fnu" && json === 0) return zeroOf(dataType);
  const value = format?.parse(json);
  if (!format || value === undefined) return undefined;
  // Values of numeric types are the scalars of their carrier.
  return isNumeric(dataType) ? (value as Scalar) : bytesOfValue(value, format);
}

/** The JSON of a fill value, as v3 spells it. */
export function printElementFill(fill: Scalar, { dataType, format }: ElementType): Json {
  if (!format) return fill instanceof Uint8Array ? encodeBase64(fill) : (fill as Json);
  return format.print(isNumeric(dataType) ? (fill as ElementValue) : valueOfBytes(fill as Bytes, format));
}

/** Text as it is; bytes as base64, as zarr-python writes them, or as a list; objects as any JSON. */
function parseVariable(json: Json, dataType: VariableDataType): Scalar | undefined {
  switch (dataType) {
    case "string":
      return typeof json === "string" ? json : undefined;
    case "bytes":
      return typeof json === "string" ? decodeBase64(json) : bytesOfIntegers(json);
    case "json":
      return json;
  }
}
