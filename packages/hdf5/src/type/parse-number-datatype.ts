/**
 * Parsing the properties of datatypes that are numbers. HDF5 File Format Specification 4.0 §IV.A.2.d, classes 0, 1, 2 and 4.
 *
 * @module
 */

import type { FieldReader } from "../file/field-reader.ts";
import { invalidDatatype, unsupportedHdf5 } from "../hdf5-error.ts";
import type { FloatDatatype, IntegerDatatype } from "./datatype.ts";

/** Bits: 0 byte order, 1-2 padding, 3 signed. Properties: bit offset, 2 bytes; bit precision, 2 bytes. */
export function parseInteger(
  fields: FieldReader,
  kind: "integer" | "bitfield",
  bits: number,
  byteLength: number,
): IntegerDatatype {
  const bitOffset = fields.u16();
  const precision = fields.u16();
  if (precision === 0 || bitOffset + precision > 8 * byteLength) {
    throw invalidDatatype(
      fields.what,
      `${precision} bits from bit ${bitOffset} are not in ${byteLength} bytes`,
    );
  }
  return {
    class: kind,
    byteLength,
    endian: bits & 1 ? "big" : "little",
    isSigned: (bits & 8) !== 0,
    bitOffset,
    precision,
  };
}

/** Bits: 0 byte order. Properties: bit precision, 2 bytes. */
export function parseTime(fields: FieldReader, bits: number, byteLength: number): IntegerDatatype {
  fields.skip(2);
  const endian = bits & 1 ? "big" : "little";
  return { class: "time", byteLength, endian, isSigned: true, bitOffset: 0, precision: 8 * byteLength };
}

const NORMALIZATIONS = ["none", "msb-set", "implied"] as const;
const FLOAT_ORDERS = ["little", "big", undefined, "vax"] as const;

/**
 * Bits: 0 and 6 byte order, 4-5 mantissa normalization, 8-15 sign location. Properties:
 *    0  2  bit offset
 *    2  2  bit precision
 *    4  1  exponent location
 *    5  1  exponent size
 *    6  1  mantissa location
 *    7  1  mantissa size
 *    8  4  exponent bias
 */
export function parseFloatingPoint(
  fields: FieldReader,
  bits: readonly [number, number, number],
  byteLength: number,
): FloatDatatype {
  fields.skip(4);
  const exponentBit = fields.u8();
  const exponentBits = fields.u8();
  const mantissaBit = fields.u8();
  const mantissaBits = fields.u8();
  const exponentBias = fields.u32();
  const endian = FLOAT_ORDERS[(bits[0] & 1) + (bits[0] & 64 ? 2 : 0)];
  if (!endian || (endian === "vax" && byteLength % 2 !== 0)) {
    throw unsupportedHdf5(
      `Cannot read ${fields.what}: the byte order of its floats is unknown`,
      "byte order",
    );
  }
  const normalization = NORMALIZATIONS[(bits[0] >> 4) & 3];
  const last = Math.max(bits[1] + 1, exponentBit + exponentBits, mantissaBit + mantissaBits);
  if (!normalization || last > 8 * byteLength)
    throw invalidDatatype(fields.what, `bit ${last - 1} of a float is not in ${byteLength} bytes`);
  return {
    class: "float",
    byteLength,
    endian,
    signBit: bits[1],
    exponentBit,
    exponentBits,
    exponentBias,
    mantissaBit,
    mantissaBits,
    normalization,
  };
}
