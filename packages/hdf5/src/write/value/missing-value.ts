/**
 * CF's `_FillValue`, which says how missing elements are written: in netCDF an attribute of one element of the array's
 * own type.
 *
 * @module
 */

import { type ArrayInfo, decodeBase64, isJsonArray, isNumeric, type Json } from "@chunkwright/core";
import type { IntegerDatatype } from "../../type/datatype.ts";
import { numericDatatype } from "../type/datatypes.ts";
import type { TypedAttribute } from "./typed-attribute.ts";

/** `undefined` if there is none, or none that the type holds. xarray has floats of Zarr in base64. */
export function missingValue({ attributes, dataType }: ArrayInfo): TypedAttribute | undefined {
  const value = numberOf(attributes._FillValue);
  if (value === undefined || !isNumeric(dataType)) return undefined;
  const datatype = numericDatatype(dataType);
  const isHeld = datatype.class === "float" || (datatype.class === "integer" && isInRange(value, datatype));
  return isHeld ? { datatype, shape: [1], values: [value] } : undefined;
}

function isInRange(value: number | bigint, { byteLength, isSigned }: IntegerDatatype): boolean {
  const bits = 8 * byteLength;
  const [start, end] = isSigned ? [-(2 ** (bits - 1)), 2 ** (bits - 1)] : [0, 2 ** bits];
  return (typeof value === "bigint" || Number.isInteger(value)) && start <= value && value < end;
}

function numberOf(json: Json | undefined): number | bigint | undefined {
  if (isJsonArray(json)) return json.length === 1 ? numberOf(json[0]) : undefined;
  if (typeof json === "number" || typeof json === "bigint") return json;
  if (json === "NaN") return Number.NaN;
  const bytes = typeof json === "string" ? decodeBase64(json) : undefined;
  return bytes?.byteLength === 8 ? new DataView(bytes.buffer).getFloat64(0, true) : undefined;
}
