/**
 * CF's `_FillValue`, which says how missing elements are written: netCDF has a list of one number, xarray in Zarr v3 an
 * integer, or the bytes of a float64 in base64.
 *
 * @module
 */

import { type ArrayInfo, encodeBase64, type Json, type JsonObject } from "@chunkwright/core";

/** The attributes of an array as they are in Zarr v3. */
export function spellMissingValue({ attributes, dataType }: ArrayInfo): JsonObject {
  const { _FillValue: stated } = attributes;
  if (!Array.isArray(stated) || stated.length !== 1) return attributes;
  const [value] = stated as readonly Json[];
  if (/^u?int/.test(dataType) && typeof value === "number") return { ...attributes, _FillValue: value };
  const number = typeof value === "number" || value === "NaN" ? Number(value) : undefined;
  if (number === undefined || !dataType.startsWith("float")) return attributes;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, number, true);
  return { ...attributes, _FillValue: encodeBase64(new Uint8Array(view.buffer)) };
}
