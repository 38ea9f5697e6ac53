/**
 * 64-bit integers of BigTIFF as numbers.
 *
 * @module
 */

import { invalidTiff } from "./tiff-error.ts";

/** Throws "invalid-data" beyond 2^53 - 1: no file is that long. */
export function getSafeUint64(view: DataView, at: number, littleEndian: boolean): number {
  return safeNumber(view.getBigUint64(at, littleEndian));
}

/** Throws "invalid-data" below -(2^53 - 1) and beyond 2^53 - 1. */
export function getSafeInt64(view: DataView, at: number, littleEndian: boolean): number {
  return safeNumber(view.getBigInt64(at, littleEndian));
}

function safeNumber(value: bigint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw invalidTiff(`Cannot read a 64-bit value: ${value} is beyond 2^53 - 1`, { section: "BigTIFF" });
}
