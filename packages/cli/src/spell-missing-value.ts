/**
 * CF's `_FillValue`, which says how missing elements are written: netCDF has a list of one number, xarray in Zarr v3 an
 * integer, or the bytes of a float64 in base64.
 *
 * @module
 */

import {
  type ArrayInfo,
  type DataType,
  encodeBase64,
  float16Bits,
  float16Value,
  isJsonArray,
  type JsonObject,
} from "@chunkwright/core";

type Elements = Pick<ArrayInfo, "attributes" | "dataType">;

/** The attributes of an array as they are in Zarr v3. */
export function spellMissingValue({ attributes, dataType }: Elements): JsonObject {
  const { _FillValue: stated } = attributes;
  if (!isJsonArray(stated) || stated.length !== 1) return attributes;
  const [value] = stated;
  const isInteger = /^u?int/.test(dataType) && (typeof value === "number" || typeof value === "bigint");
  if (isInteger) return { ...attributes, _FillValue: value };
  const number = typeof value === "number" || value === "NaN" ? Number(value) : undefined;
  if (number === undefined || !dataType.startsWith("float")) return attributes;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, number, true);
  return { ...attributes, _FillValue: encodeBase64(new Uint8Array(view.buffer)) };
}

/** The attributes of an array, with a missing value that is the same however it is stated and rounded. */
export function comparableMissingValue({ attributes, dataType }: Elements): JsonObject {
  const { _FillValue: stated } = attributes;
  const value = isJsonArray(stated) && stated.length === 1 ? stated[0] : stated;
  if (value === undefined || isJsonArray(value)) return attributes;
  const rounded = typeof value === "number" ? roundedTo(dataType, value) : value;
  const spelled = spellMissingValue({ attributes: { ...attributes, _FillValue: [rounded] }, dataType });
  return isJsonArray(spelled._FillValue) ? attributes : spelled;
}

/** An element of the array, if there is one near the number. */
function roundedTo(dataType: DataType, number: number): number {
  const isHalf = dataType === "float16";
  const near = isHalf ? float16Value(float16Bits(number)) : Math.fround(number);
  return (isHalf || dataType === "float32") && Number.isFinite(near) ? near : number;
}
