/**
 * Datatypes as messages spell them, in the oldest version that can say them. HDF5 File Format Specification 4.0
 * §IV.A.2.d.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { unsupportedHdf5 } from "../../hdf5-error.ts";
import type {
  CompoundDatatype,
  Datatype,
  EnumDatatype,
  FloatDatatype,
  IntegerDatatype,
  ReferenceKind,
  StringCharset,
  StringPadding,
} from "../../type/datatype.ts";
import { integer } from "../type/datatypes.ts";
import { encodeText, FieldWriter } from "./field-writer.ts";

const PADDINGS: readonly StringPadding[] = ["null-terminated", "null-padded", "space-padded"];
const CHARSETS: readonly StringCharset[] = ["ascii", "utf-8"];
const NORMALIZATIONS = ["none", "msb-set", "implied"] as const;
const REFERENCES: readonly ReferenceKind[] = ["object", "region"];
/** Tags end with a NUL. */
const MAX_TAG_BYTES = 247;

/** Throws "unsupported" for what HDF5 before 1.12 does not know. */
export function printDatatype(datatype: Datatype): Bytes {
  const { byteLength } = datatype;
  switch (datatype.class) {
    case "integer":
    case "bitfield":
      return printInteger(datatype);
    case "float":
      return printFloat(datatype);
    case "time":
      return start(2, 1, datatype.endian === "big" ? 1 : 0, byteLength).u16(datatype.precision).bytes;
    case "string": {
      const padding = PADDINGS.indexOf(datatype.padding);
      return start(3, 1, padding + 16 * CHARSETS.indexOf(datatype.charset), byteLength).bytes;
    }
    case "opaque": {
      const tag = encodeText(datatype.tag);
      if (tag.byteLength > MAX_TAG_BYTES) throw unwritable(`a tag of ${tag.byteLength} bytes`);
      const padded = Math.ceil((tag.byteLength + 1) / 8) * 8;
      return start(5, 1, padded, byteLength)
        .put(tag)
        .padTo(8 + padded).bytes;
    }
    case "compound":
      return printCompound(datatype);
    case "reference": {
      const type = REFERENCES.indexOf(datatype.kind);
      if (type === -1) throw unwritable(`references of kind ${datatype.kind}`);
      return start(7, 1, type, byteLength).bytes;
    }
    case "enum":
      return printEnum(datatype);
    case "vlen":
      return start(9, 1, 0, byteLength).put(printDatatype(datatype.base)).bytes;
    case "vlen-string": {
      const bits = 1 + 16 * PADDINGS.indexOf(datatype.padding) + 256 * CHARSETS.indexOf(datatype.charset);
      return start(9, 1, bits, byteLength).put(printInteger(BYTE)).bytes;
    }
    case "array": {
      const fields = start(10, 2, 0, byteLength).u8(datatype.shape.length).zeros(3);
      for (const length of datatype.shape) fields.u32(length);
      for (const _ of datatype.shape) fields.u32(0);
      return fields.put(printDatatype(datatype.base)).bytes;
    }
    case "complex":
      throw unwritable("complex numbers of HDF5 2.0");
  }
}

/** What libhdf5 makes variable-length strings of. */
const BYTE: IntegerDatatype = integer(1, false);

/** Class, version, bit field and size: what all datatypes begin with. */
function start(number: number, version: number, bits: number, byteLength: number): FieldWriter {
  return new FieldWriter()
    .u8(number + 16 * version)
    .u8(bits & 255)
    .u16(bits >> 8)
    .u32(byteLength);
}

function printInteger({
  class: kind,
  byteLength,
  endian,
  isSigned,
  bitOffset,
  precision,
}: IntegerDatatype): Bytes {
  const bits = (endian === "big" ? 1 : 0) + (isSigned ? 8 : 0);
  return start(kind === "bitfield" ? 4 : 0, 1, bits, byteLength)
    .u16(bitOffset)
    .u16(precision).bytes;
}

/** Bits 0 and 6. */
const FLOAT_ORDERS: Readonly<Record<FloatDatatype["endian"], number>> = { little: 0, big: 1, vax: 0x41 };

function printFloat(float: FloatDatatype): Bytes {
  const order = FLOAT_ORDERS[float.endian];
  const bits = order + 16 * NORMALIZATIONS.indexOf(float.normalization) + 256 * float.signBit;
  return start(1, 1, bits, float.byteLength)
    .u16(0)
    .u16(8 * float.byteLength)
    .u8(float.exponentBit)
    .u8(float.exponentBits)
    .u8(float.mantissaBit)
    .u8(float.mantissaBits)
    .u32(float.exponentBias).bytes;
}

/** In version 2, which has members that are arrays. */
function printCompound({ members, byteLength }: CompoundDatatype): Bytes {
  const fields = start(6, 2, members.length, byteLength);
  for (const { name, byteOffset, datatype } of members) {
    const begin = fields.byteLength;
    fields.text(name).u8(0).align(8, begin);
    fields.u32(byteOffset).put(printDatatype(datatype));
  }
  return fields.bytes;
}

function printEnum({ base, members, byteLength }: EnumDatatype): Bytes {
  const fields = start(8, 1, members.size, byteLength).put(printInteger(base));
  for (const name of members.keys()) {
    const begin = fields.byteLength;
    fields.text(name).u8(0).align(8, begin);
  }
  for (const value of members.values()) fields.put(integerBytes(base, BigInt(value)));
  return fields.bytes;
}

/** Bits that do not fit are cut off. */
export function integerBytes(
  { byteLength, endian, bitOffset, precision }: IntegerDatatype,
  value: bigint,
): Bytes {
  const bytes = new Uint8Array(byteLength);
  let rest = BigInt.asUintN(precision, value) << BigInt(bitOffset);
  for (let i = 0; i < byteLength; i += 1) {
    bytes[endian === "big" ? byteLength - 1 - i : i] = Number(rest & 255n);
    rest >>= 8n;
  }
  return bytes;
}

function unwritable(feature: string): Error {
  return unsupportedHdf5(`Cannot write a datatype: HDF5 1.8 has no ${feature}`, feature);
}
