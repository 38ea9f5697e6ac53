/**
 * Fill values of Zarr v2, spelled more loosely than those of v3.
 *
 * @module
 */

import { type DataType, type Scalar, zeroOf } from "@chunkwright/core";
import type { ExactJson } from "../exact-json.ts";
import { parseFillValue } from "../fill-value.ts";

/**
 * The scalar that a v2 fill value stands for; `undefined` if it is not permitted. `null`, which leaves the value
 * undefined, reads as zero. Departures: numbers as strings, as n5-zarr writes them; 0 and 1 for bool; a single number
 * for a complex one. Zarr v2 §"Fill value encoding".
 */
export function parseFillValueV2(value: ExactJson, dataType: DataType): Scalar | undefined {
  if (value === null) return zeroOf(dataType);
  const direct = parseFillValue(value, dataType);
  if (direct !== undefined) return direct;
  switch (dataType) {
    case "bool":
      return value === 0 || value === 1 ? value === 1 : undefined;
    case "complex64":
    case "complex128":
      return Array.isArray(value) ? undefined : parseFillValue([value, 0], dataType);
    default:
      return typeof value === "string" ? parseFillValue(numberOf(value), dataType) : undefined;
  }
}

/** Decimal text as a number; any other text as it is, which no data type permits. */
function numberOf(text: string): ExactJson {
  if (/^-?\d+$/.test(text)) return BigInt(text);
  return /^-?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?$/.test(text) ? Number(text) : text;
}
