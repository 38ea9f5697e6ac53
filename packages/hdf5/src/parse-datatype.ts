/**
 * Parsing Datatype messages. HDF5 File Format Specification 4.0 §IV.A.2.d.
 *
 * @module
 */

import { type Bytes, decodeText, type Shape } from "@chunkwright/core";
import { bytesFor } from "./btree-v2.ts";
import type {
  CompoundDatatype,
  CompoundMember,
  Datatype,
  EnumDatatype,
  FloatDatatype,
  IntegerDatatype,
  ReferenceKind,
  StringPadding,
} from "./datatype.ts";
import type { FieldReader } from "./field-reader.ts";
import { invalidHdf5, unsupportedHdf5 } from "./hdf5-error.ts";
import { integerValue } from "./integer-value.ts";

const REFERENCE_KINDS: readonly ReferenceKind[] = ["object", "region", "object2", "region2", "attribute2"];
const PADDINGS: readonly StringPadding[] = ["null-terminated", "null-padded", "space-padded"];
const NORMALIZATIONS = ["none", "msb-set", "implied"] as const;
const FLOAT_ORDERS = ["little", "big", undefined, "vax"] as const;
const MAX_DEPTH = 32;
const MAX_RANK = 32;

/**
 *    0  1  bits 0-3 class, 4-7 version
 *    1  3  bits that each class defines
 *    4  4  size of an element
 *    8     properties of the class
 */
export function parseDatatype(fields: FieldReader, depth = 0): Datatype {
  if (depth > MAX_DEPTH) throw invalid(fields, "it is nested too deeply");
  const first = fields.u8();
  const version = first >> 4;
  const bits = [fields.u8(), fields.u8(), fields.u8()] as const;
  const byteLength = fields.u32();
  if (version < 1 || version > 5) {
    throw unsupportedHdf5(
      `Cannot read ${fields.what}: its datatype has version ${version}`,
      `datatype version ${version}`,
    );
  }
  if (byteLength === 0) throw invalid(fields, "its elements have no bytes");
  switch (first & 15) {
    case 0:
      return integer(fields, "integer", bits[0], byteLength);
    case 1:
      return float(fields, bits, byteLength);
    case 2:
      return time(fields, bits[0], byteLength);
    case 3: {
      const charset = bits[0] >> 4 === 1 ? "utf-8" : "ascii";
      return { class: "string", byteLength, padding: paddingOf(fields, bits[0] & 15), charset };
    }
    case 4:
      return integer(fields, "bitfield", bits[0] & 7, byteLength);
    case 5:
      return { class: "opaque", byteLength, tag: tagOf(fields.take(bits[0])) };
    case 6:
      return compound(fields, version, bits[0] + 256 * bits[1], byteLength, depth);
    case 7:
      return { class: "reference", byteLength, kind: referenceKind(fields, bits[0] & 15) };
    case 8:
      return enumeration(fields, version, bits[0] + 256 * bits[1], byteLength, depth);
    case 9:
      return sequence(fields, bits[0], byteLength, depth);
    case 10:
      return array(fields, version, byteLength, depth);
    case 11:
      return complex(fields, byteLength, depth);
    default:
      throw unsupportedHdf5(
        `Cannot read ${fields.what}: its datatype has class ${first & 15}`,
        `datatype class ${first & 15}`,
      );
  }
}

/** Bits: 0 byte order, 1-2 padding, 3 signed. Properties: bit offset, 2 bytes; bit precision, 2 bytes. */
function integer(
  fields: FieldReader,
  kind: "integer" | "bitfield",
  bits: number,
  byteLength: number,
): IntegerDatatype {
  const bitOffset = fields.u16();
  const precision = fields.u16();
  if (precision === 0 || bitOffset + precision > 8 * byteLength) {
    throw invalid(fields, `${precision} bits from bit ${bitOffset} are not in ${byteLength} bytes`);
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
function time(fields: FieldReader, bits: number, byteLength: number): Datatype {
  fields.skip(2);
  const endian = bits & 1 ? "big" : "little";
  return { class: "time", byteLength, endian, isSigned: true, bitOffset: 0, precision: 8 * byteLength };
}

function tagOf(bytes: Bytes): string {
  const end = bytes.indexOf(0);
  return decodeText(end === -1 ? bytes : bytes.subarray(0, end));
}

function referenceKind(fields: FieldReader, type: number): ReferenceKind {
  const kind = REFERENCE_KINDS[type];
  if (kind) return kind;
  throw unsupportedHdf5(`Cannot read ${fields.what}: its references are of type ${type}`, "reference type");
}

/** Bits: 0-3 sequence or string, 4-7 padding. The base datatype. */
function sequence(fields: FieldReader, bits: number, byteLength: number, depth: number): Datatype {
  const base = parseDatatype(fields, depth + 1);
  const expected = 8 + fields.sizes.sizeOfOffsets;
  if (byteLength !== expected)
    throw invalid(fields, `a variable-length element has ${byteLength} bytes, not ${expected}`);
  const type = bits & 15;
  if (type === 1) return { class: "vlen-string", byteLength, padding: paddingOf(fields, bits >> 4) };
  if (type === 0) return { class: "vlen", byteLength, base };
  throw unsupportedHdf5(
    `Cannot read ${fields.what}: its variable-length type is ${type}`,
    "variable-length type",
  );
}

/** The base datatype, of both parts. */
function complex(fields: FieldReader, byteLength: number, depth: number): Datatype {
  const base = parseDatatype(fields, depth + 1);
  if (base.byteLength * 2 !== byteLength)
    throw invalid(fields, `a complex number of ${byteLength} bytes has parts of ${base.byteLength}`);
  return { class: "complex", byteLength, base };
}

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
function float(
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
    throw invalid(fields, `bit ${last - 1} of a float is not in ${byteLength} bytes`);
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

/**
 * Members, one after the other: the name, padded to 8 bytes before version 3; the offset, 4 bytes or, from version
 * 3, as few as hold the size; in version 1 the shape of an array, 28 bytes; the datatype.
 */
function compound(
  fields: FieldReader,
  version: number,
  count: number,
  byteLength: number,
  depth: number,
): CompoundDatatype {
  const members: CompoundMember[] = [];
  for (let n = 0; n < count; n += 1) {
    const start = fields.position;
    const name = fields.cstring();
    if (version < 3) fields.align(8, start);
    const byteOffset = version < 3 ? fields.u32() : fields.uint(bytesFor(byteLength));
    const shape = version === 1 ? compoundArrayShape(fields) : [];
    let datatype = parseDatatype(fields, depth + 1);
    if (shape.length > 0) datatype = arrayOf(fields, shape, datatype);
    if (byteOffset + datatype.byteLength > byteLength) {
      throw invalid(fields, `member ${JSON.stringify(name)} reaches beyond a record of ${byteLength} bytes`);
    }
    members.push({ name, byteOffset, datatype });
  }
  return { class: "compound", byteLength, members };
}

/** Dimensionality, 3 bytes reserved, a permutation of 4, 4 bytes reserved, 4 sizes of 4. */
function compoundArrayShape(fields: FieldReader): Shape {
  const rank = fields.u8();
  fields.skip(11);
  const sizes = Array.from({ length: 4 }, () => fields.u32());
  if (rank > 4) throw invalid(fields, `a member has ${rank} axes`);
  return sizes.slice(0, rank);
}

/** The base datatype; names, padded to 8 bytes before version 3; values of the base datatype. */
function enumeration(
  fields: FieldReader,
  version: number,
  count: number,
  byteLength: number,
  depth: number,
): EnumDatatype {
  const base = parseDatatype(fields, depth + 1);
  if ((base.class !== "integer" && base.class !== "bitfield") || base.byteLength !== byteLength) {
    throw invalid(fields, `an enumeration of ${byteLength} bytes has a base of class ${base.class}`);
  }
  const names: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const start = fields.position;
    names.push(fields.cstring());
    if (version < 3) fields.align(8, start);
  }
  const values = names.map(() => fields.take(byteLength));
  return {
    class: "enum",
    byteLength,
    base,
    members: new Map(names.map((name, n) => [name, integerValue(base, values[n]!)])),
  };
}

/** Dimensionality, before version 3 with 3 bytes reserved; sizes; before version 3 a permutation; the base. */
function array(fields: FieldReader, version: number, byteLength: number, depth: number): Datatype {
  const rank = fields.u8();
  if (rank > MAX_RANK) throw invalid(fields, `an array has ${rank} axes`);
  if (version < 3) fields.skip(3);
  const shape = Array.from({ length: rank }, () => fields.u32());
  if (version < 3) fields.skip(4 * rank);
  const result = arrayOf(fields, shape, parseDatatype(fields, depth + 1));
  if (result.byteLength === byteLength) return result;
  throw invalid(fields, `an array of ${result.byteLength} bytes claims to have ${byteLength}`);
}

function arrayOf(fields: FieldReader, shape: Shape, base: Datatype): Datatype {
  const byteLength = shape.reduce((product, length) => product * length, base.byteLength);
  if (byteLength === 0 || !Number.isSafeInteger(byteLength))
    throw invalid(fields, `an array has the shape [${shape}]`);
  return { class: "array", byteLength, shape, base };
}

function paddingOf(fields: FieldReader, number: number): StringPadding {
  const padding = PADDINGS[number];
  if (padding) return padding;
  throw unsupportedHdf5(`Cannot read ${fields.what}: its strings have padding ${number}`, "string padding");
}

function invalid(fields: FieldReader, fact: string): Error {
  return invalidHdf5(`Cannot read the datatype in ${fields.what}: ${fact}`, { section: "§IV.A.2.d" });
}
