/**
 * 64-bit integers of BigTIFF as numbers.
 *
 * @module
 */

import { invalidTiff } from "../tiff-error.ts";

const WORD = 2 ** 32;

/** Throws "invalid-data" beyond 2^53 - 1: no file is that long. */
export function getSafeUint64(view: DataView, at: number, littleEndian: boolean): number {
  const high = view.getUint32(littleEndian ? at + 4 : at, littleEndian);
  const low = view.getUint32(littleEndian ? at : at + 4, littleEndian);
  const value = high * WORD + low;
  return Number.isSafeInteger(value) ? value : refuse(view.getBigUint64(at, littleEndian));
}

/** Throws "invalid-data" below -(2^53 - 1) and beyond 2^53 - 1. */
export function getSafeInt64(view: DataView, at: number, littleEndian: boolean): number {
  const value = view.getBigInt64(at, littleEndian);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : refuse(value);
}

function refuse(value: bigint): never {
  throw invalidTiff(`Cannot read a 64-bit value: ${value} is beyond 2^53 - 1`, { section: "BigTIFF" });
}
