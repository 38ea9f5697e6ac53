/**
 * The datatypes of elements that HDF5 and Zarr both have, by Zarr's names.
 *
 * @module
 */

import type { NumericDataType } from "@chunkwright/core";
import type { Datatype, Endian, EnumDatatype, FloatDatatype, IntegerDatatype } from "../../type/datatype.ts";

/** The datatype of numbers of that type: booleans and complex numbers as h5py has them. */
export function numericDatatype(dataType: NumericDataType, endian: Endian = "little"): Datatype {
  switch (dataType) {
    case "bool":
      return BOOLEAN;
    case "int8":
      return integer(1, true, endian);
    case "int16":
      return integer(2, true, endian);
    case "int32":
      return integer(4, true, endian);
    case "int64":
      return integer(8, true, endian);
    case "uint8":
      return integer(1, false, endian);
    case "uint16":
      return integer(2, false, endian);
    case "uint32":
      return integer(4, false, endian);
    case "uint64":
      return integer(8, false, endian);
    case "float16":
      return float(2, 5, 10, endian);
    case "float32":
      return float(4, 8, 23, endian);
    case "float64":
      return float(8, 11, 52, endian);
    case "complex64":
      return complex(float(4, 8, 23, endian));
    case "complex128":
      return complex(float(8, 11, 52, endian));
  }
}

export function integer(byteLength: number, isSigned: boolean, endian: Endian = "little"): IntegerDatatype {
  return { class: "integer", byteLength, endian, isSigned, bitOffset: 0, precision: 8 * byteLength };
}

/** IEEE 754-2019 §3.4. */
function float(
  byteLength: number,
  exponentBits: number,
  mantissaBits: number,
  endian: Endian,
): FloatDatatype {
  return {
    class: "float",
    byteLength,
    endian,
    signBit: 8 * byteLength - 1,
    exponentBit: mantissaBits,
    exponentBits,
    exponentBias: 2 ** (exponentBits - 1) - 1,
    mantissaBit: 0,
    mantissaBits,
    normalization: "implied",
  };
}

/** A record of two: what h5py takes for a complex number. */
export function complex(part: FloatDatatype): Datatype {
  return {
    class: "compound",
    byteLength: 2 * part.byteLength,
    members: [
      { name: "r", byteOffset: 0, datatype: part },
      { name: "i", byteOffset: part.byteLength, datatype: part },
    ],
  };
}

const BOOLEAN: EnumDatatype = {
  class: "enum",
  byteLength: 1,
  base: integer(1, true),
  members: new Map([
    ["FALSE", 0],
    ["TRUE", 1],
  ]),
};

/** Text of any length, in the global heap. */
export const VLEN_STRING: Datatype = {
  class: "vlen-string",
  byteLength: 16,
  padding: "null-terminated",
  charset: "utf-8",
};

/** Bytes of any length, in the global heap. */
export const VLEN_BYTES: Datatype = { class: "vlen", byteLength: 16, base: integer(1, false) };
