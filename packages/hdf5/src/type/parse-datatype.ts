/**
 * Parsing Datatype messages. HDF5 File Format Specification 4.0 §IV.A.2.d.
 *
 * @module
 */

import { type Bytes, decodeText, type Shape } from "@chunkwright/core";
import type { FieldReader } from "../file/field-reader.ts";
import { invalidDatatype, unsupportedHdf5 } from "../hdf5-error.ts";
import { bytesFor } from "../heap/btree-v2.ts";
import { integerValue } from "../value/integer-value.ts";
import type {
  CompoundDatatype,
  CompoundMember,
  Datatype,
  EnumDatatype,
  ReferenceKind,
  StringCharset,
  StringPadding,
} from "./datatype.ts";
import { parseFloatingPoint, parseInteger, parseTime } from "./parse-number-datatype.ts";

const REFERENCE_KINDS: readonly ReferenceKind[] = ["object", "region", "object2", "region2", "attribute2"];
const PADDINGS: readonly StringPadding[] = ["null-terminated", "null-padded", "space-padded"];
const MAX_DEPTH = 32;
const MAX_RANK = 32;

/**
 *    0  1  bits 0-3 class, 4-7 version
 *    1  3  bits that each class defines
 *    4  4  size of an element
 *    8     properties of the class
 */
export function parseDatatype(fields: FieldReader, depth = 0): Datatype {
  if (depth > MAX_DEPTH) throw invalidDatatype(fields.what, "it is nested too deeply");
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
  if (byteLength === 0) throw invalidDatatype(fields.what, "its elements have no bytes");
  switch (first & 15) {
    case 0:
      return parseInteger(fields, "integer", bits[0], byteLength);
    case 1:
      return parseFloatingPoint(fields, bits, byteLength);
    case 2:
      return parseTime(fields, bits[0], byteLength);
    case 3: {
      const charset = charsetOf(bits[0] >> 4);
      return { class: "string", byteLength, padding: paddingOf(fields, bits[0] & 15), charset };
    }
    case 4:
      return parseInteger(fields, "bitfield", bits[0] & 7, byteLength);
    case 5:
      return { class: "opaque", byteLength, tag: tagOf(fields.take(bits[0])) };
    case 6:
      return compound(fields, version, bits[0] + 256 * bits[1], byteLength, depth);
    case 7:
      return { class: "reference", byteLength, kind: referenceKind(fields, bits[0] & 15) };
    case 8:
      return enumeration(fields, version, bits[0] + 256 * bits[1], byteLength, depth);
    case 9:
      return sequence(fields, bits[0] + 256 * (bits[1] & 15), byteLength, depth);
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

function tagOf(bytes: Bytes): string {
  const end = bytes.indexOf(0);
  return decodeText(end === -1 ? bytes : bytes.subarray(0, end));
}

function referenceKind(fields: FieldReader, type: number): ReferenceKind {
  const kind = REFERENCE_KINDS[type];
  if (kind) return kind;
  throw unsupportedHdf5(`Cannot read ${fields.what}: its references are of type ${type}`, "reference type");
}

/** Bits: 0-3 sequence or string, 4-7 padding, 8-11 character set. The base datatype. */
function sequence(fields: FieldReader, bits: number, byteLength: number, depth: number): Datatype {
  const base = parseDatatype(fields, depth + 1);
  const expected = 8 + fields.sizes.sizeOfOffsets;
  if (byteLength !== expected)
    throw invalidDatatype(fields.what, `a variable-length element has ${byteLength} bytes, not ${expected}`);
  const type = bits & 15;
  if (type === 1) {
    const padding = paddingOf(fields, (bits >> 4) & 15);
    return { class: "vlen-string", byteLength, padding, charset: charsetOf(bits >> 8) };
  }
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
    throw invalidDatatype(
      fields.what,
      `a complex number of ${byteLength} bytes has parts of ${base.byteLength}`,
    );
  return { class: "complex", byteLength, base };
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
      throw invalidDatatype(
        fields.what,
        `member ${JSON.stringify(name)} reaches beyond a record of ${byteLength} bytes`,
      );
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
  if (rank > 4) throw invalidDatatype(fields.what, `a member has ${rank} axes`);
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
    throw invalidDatatype(
      fields.what,
      `an enumeration of ${byteLength} bytes has a base of class ${base.class}`,
    );
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
  if (rank > MAX_RANK) throw invalidDatatype(fields.what, `an array has ${rank} axes`);
  if (version < 3) fields.skip(3);
  const shape = Array.from({ length: rank }, () => fields.u32());
  if (version < 3) fields.skip(4 * rank);
  const result = arrayOf(fields, shape, parseDatatype(fields, depth + 1));
  if (result.byteLength === byteLength) return result;
  throw invalidDatatype(fields.what, `an array of ${result.byteLength} bytes claims to have ${byteLength}`);
}

function arrayOf(fields: FieldReader, shape: Shape, base: Datatype): Datatype {
  const byteLength = shape.reduce((product, length) => product * length, base.byteLength);
  if (byteLength === 0 || !Number.isSafeInteger(byteLength))
    throw invalidDatatype(fields.what, `an array has the shape [${shape}]`);
  return { class: "array", byteLength, shape, base };
}

function charsetOf(number: number): StringCharset {
  return number === 1 ? "utf-8" : "ascii";
}

function paddingOf(fields: FieldReader, number: number): StringPadding {
  const padding = PADDINGS[number];
  if (padding) return padding;
  throw unsupportedHdf5(`Cannot read ${fields.what}: its strings have padding ${number}`, "string padding");
}
