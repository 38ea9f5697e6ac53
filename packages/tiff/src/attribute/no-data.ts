/**
 * What elements that are not stored stand for.
 *
 * @module
 */

import { type DataType, type Scalar, zeroOf } from "@chunkwright/core";

/**
 * The value of GDAL_NODATA, a number as text, if `dataType` can hold it; else zero, as libtiff and tifffile read absent tiles.
 * Of complex numbers it is the real part.
 */
export function fillValueOf(dataType: DataType, noData: string | undefined): Scalar {
  const text = noData?.trim().replace(",", ".") ?? "";
  const value = parseNumber(text);
  if (value === undefined) return zeroOf(dataType);
  if (dataType.startsWith("float")) return value;
  if (dataType.startsWith("complex")) return [value, 0];
  const [, unsigned, bits] = /^(u?)int(\d+)$/.exec(dataType) ?? [];
  const integer = INTEGER.test(text) ? BigInt(text) : Number.isInteger(value) ? BigInt(value) : undefined;
  if (bits === undefined || integer === undefined) return zeroOf(dataType);
  const wrap = unsigned ? BigInt.asUintN : BigInt.asIntN;
  if (wrap(Number(bits), integer) !== integer) return zeroOf(dataType);
  return bits === "64" ? integer : Number(integer);
}

/** Up to 64 bits: parsed as a bigint, since numbers do not hold them exactly. */
const INTEGER = /^[+-]?\d{1,20}$/;
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function parseNumber(text: string): number | undefined {
  if (/^[+-]?nan$/i.test(text)) return Number.NaN;
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  return DECIMAL.test(text) ? Number(text) : undefined;
}
