/**
 * What elements that are not stored stand for.
 *
 * @module
 */

import { type DataType, type Scalar, zeroOf } from "@chunkwright/core";

/** Bounds of the integer types that numbers hold exactly. */
const INTEGERS: { readonly [dataType: string]: readonly [min: number, max: number] } = {
  int8: [-(2 ** 7), 2 ** 7 - 1],
  uint8: [0, 2 ** 8 - 1],
  int16: [-(2 ** 15), 2 ** 15 - 1],
  uint16: [0, 2 ** 16 - 1],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
};

/**
 * The value of GDAL_NODATA, a number as text, if `dataType` has it; else zero, as libtiff and tifffile read
 * absent tiles.
 */
export function fillValueOf(dataType: DataType, noData: string | undefined): Scalar {
  const text = noData?.trim();
  if (!text) return zeroOf(dataType);
  const value = parseNumber(text);
  if (value === undefined) return zeroOf(dataType);
  if (dataType === "float16" || dataType === "float32" || dataType === "float64") return value;
  const bounds = INTEGERS[dataType];
  return bounds && Number.isInteger(value) && value >= bounds[0] && value <= bounds[1]
    ? value
    : zeroOf(dataType);
}

function parseNumber(text: string): number | undefined {
  if (/^[+-]?nan$/i.test(text)) return Number.NaN;
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  const value = Number(text);
  return Number.isNaN(value) ? undefined : value;
}
