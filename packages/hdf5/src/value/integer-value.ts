/**
 * Integers of any size, place and byte order. HDF5 File Format Specification 4.0 §IV.A.2.d, "Class 0".
 *
 * @module
 */

import type { IntegerDatatype } from "../type/datatype.ts";

/** The value of one integer as stored; a bigint where it may exceed 2^53. */
export function integerValue(
  { byteLength, endian, isSigned, bitOffset, precision }: IntegerDatatype,
  bytes: Uint8Array,
): number | bigint {
  let value = 0n;
  for (let i = 0; i < byteLength; i += 1) {
    value = (value << 8n) | BigInt(bytes[endian === "big" ? i : byteLength - 1 - i]!);
  }
  const bits = value >> BigInt(bitOffset);
  const exact = isSigned ? BigInt.asIntN(precision, bits) : BigInt.asUintN(precision, bits);
  return precision > 53 ? exact : Number(exact);
}
