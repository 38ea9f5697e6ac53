/**
 * Scalars in codec configurations, spelled like fill values. Zarr v3 core, "Fill value".
 *
 * @module
 */

import { type DataType, float16Value, type Json } from "@chunkwright/core";
import { badOption } from "../configuration.ts";
import type { ElementValue } from "./element-numbers.ts";
import { integerRange } from "./numpy-type.ts";

const NAMED: ReadonlyMap<Json | undefined, number> = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);

/** The value that `json` is for elements of `dataType`: a bigint for 64-bit integers. */
export function scalarOf(
  codec: string,
  key: string,
  json: Json | undefined,
  dataType: DataType,
): ElementValue {
  const range = integerRange(dataType);
  if (range) {
    const isInteger = typeof json === "bigint" || (typeof json === "number" && Number.isInteger(json));
    if (isInteger && json >= range.min && json <= range.max) {
      return range.bits === 64 ? BigInt(json) : Number(json);
    }
    throw badOption(codec, key, json, `a value of ${dataType}`);
  }
  const isNumber = typeof json === "number" || typeof json === "bigint";
  const value = isNumber ? Number(json) : (NAMED.get(json) ?? floatOfBits(json, dataType));
  if (value === undefined) throw badOption(codec, key, json, `a value of ${dataType}`);
  return value;
}

/** A float spelled as its bits, most significant first: `0x` and two digits per byte. */
function floatOfBits(json: Json | undefined, dataType: DataType): number | undefined {
  const digits = typeof json === "string" ? /^0x([0-9a-fA-F]+)$/.exec(json)?.[1] : undefined;
  if (digits === undefined) return undefined;
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(`0x${digits}`));
  if (dataType === "float16" && digits.length === 4) return float16Value(view.getUint16(6));
  if (dataType === "float32" && digits.length === 8) return view.getFloat32(4);
  if (dataType === "float64" && digits.length === 16) return view.getFloat64(0);
  return undefined;
}
