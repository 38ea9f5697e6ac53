/**
 * JavaScript values as elements of any datatype: the reverse of `readValues`. HDF5 File Format Specification 4.0
 * §IV.A.2.d and §VIII.A.
 *
 * @module
 */

import { type Bytes, elementCount, float16Bits } from "@chunkwright/core";
import type { CompoundDatatype, Datatype, FloatDatatype, StringDatatype } from "../../type/datatype.ts";
import { isIeee } from "../../type/float-format.ts";
import { encodeText, FieldWriter } from "../print/field-writer.ts";
import { integerBytes } from "../print/print-datatype.ts";
import { printSelection } from "../print/print-selection.ts";
import { ReferenceTo, type Referents } from "../reference-to.ts";

/**
 * One element: records are objects, arrays and sequences lists, complex numbers pairs. `undefined` is all zeros: a
 * reference to nothing, a sequence of nothing.
 */
export type WritableValue =
  | number
  | bigint
  | boolean
  | string
  | Bytes
  | ReferenceTo
  | undefined
  | readonly WritableValue[]
  | WritableRecord;

/** A record to be written, by the names of its fields. */
export interface WritableRecord {
  readonly [member: string]: WritableValue;
}

/** Elements side by side. Throws `TypeError` for values that the datatype does not have. */
export function encodeValues(
  datatype: Datatype,
  values: readonly WritableValue[],
  referents: Referents,
): Bytes {
  const { byteLength } = datatype;
  const bytes = new Uint8Array(values.length * byteLength);
  for (const [n, value] of values.entries()) {
    bytes.set(encodeValue(datatype, value, referents), n * byteLength);
  }
  return bytes;
}

/** `byteLength` bytes, or fewer if zeros follow. */
function encodeValue(datatype: Datatype, value: WritableValue, referents: Referents): Bytes {
  if (value === undefined) return new Uint8Array(datatype.byteLength);
  switch (datatype.class) {
    case "integer":
    case "bitfield":
    case "time":
      return integerBytes(datatype, integerOf(datatype, value));
    case "enum": {
      const named = typeof value === "string" ? datatype.members.get(value) : value;
      return integerBytes(datatype.base, integerOf(datatype.base, named));
    }
    case "float":
      return floatBytes(datatype, value);
    case "string":
      return fixedText(datatype, value);
    case "opaque":
      if (value instanceof Uint8Array && value.byteLength === datatype.byteLength) return value;
      throw unlike(datatype, value);
    case "reference":
      return referenceBytes(datatype, value, referents);
    case "complex":
      return encodeValues(datatype.base, listOf(datatype, value, 2), referents);
    case "compound":
      return recordBytes(datatype, value, referents);
    case "array": {
      const count = elementCount(datatype.shape);
      return encodeValues(datatype.base, flat(value, datatype.shape.length, datatype, count), referents);
    }
    case "vlen": {
      const items = listOf(datatype, value);
      const [reference] = [referents.store([encodeValues(datatype.base, items, referents)])];
      // The length counts elements, where the heap counts bytes.
      return new FieldWriter(16).u32(items.length).put(reference.subarray(4)).bytes;
    }
    case "vlen-string":
      if (typeof value === "string") return referents.store([encodeText(value)]);
      throw unlike(datatype, value);
  }
}

function integerOf(datatype: Datatype, value: WritableValue): bigint {
  if (typeof value === "bigint" || typeof value === "boolean") return BigInt(value);
  if (typeof value === "number" && Number.isInteger(value)) return BigInt(value);
  throw unlike(datatype, value);
}

function floatBytes(datatype: FloatDatatype, value: WritableValue): Bytes {
  if (typeof value !== "number" || !isIeee(datatype)) throw unlike(datatype, value);
  const bytes = new Uint8Array(datatype.byteLength);
  const view = new DataView(bytes.buffer);
  const isLittle = datatype.endian === "little";
  if (datatype.byteLength === 8) view.setFloat64(0, value, isLittle);
  else if (datatype.byteLength === 4) view.setFloat32(0, value, isLittle);
  else view.setUint16(0, float16Bits(value), isLittle);
  return bytes;
}

const SPACE = 32;

/** Text that fills the string needs no terminator. */
function fixedText(datatype: StringDatatype, value: WritableValue): Bytes {
  const text = typeof value === "string" ? encodeText(value) : undefined;
  if (!text || text.byteLength > datatype.byteLength) throw unlike(datatype, value);
  const bytes = new Uint8Array(datatype.byteLength).fill(datatype.padding === "space-padded" ? SPACE : 0);
  bytes.set(text);
  return bytes;
}

function recordBytes(datatype: CompoundDatatype, value: WritableValue, referents: Referents): Bytes {
  if (typeof value !== "object" || !isRecord(value)) throw unlike(datatype, value);
  const bytes = new Uint8Array(datatype.byteLength);
  for (const { name, byteOffset, datatype: member } of datatype.members) {
    if (!Object.hasOwn(value, name)) throw unlike(member, value[name]);
    bytes.set(encodeValue(member, value[name], referents), byteOffset);
  }
  return bytes;
}

/** The address of an object, or the heap object that holds one and a selection. */
function referenceBytes(
  datatype: Extract<Datatype, { readonly class: "reference" }>,
  value: WritableValue,
  referents: Referents,
): Bytes {
  if (!(value instanceof ReferenceTo)) throw unlike(datatype, value);
  if (value.isOptional && !referents.has(value.path)) return new Uint8Array(datatype.byteLength);
  const address = new FieldWriter(8).address(referents.addressOf(value.path)).bytes;
  if (datatype.kind === "object") return address;
  if (datatype.kind !== "region" || !value.selection) throw unlike(datatype, value);
  const selected = new FieldWriter().put(address).put(printSelection(value.selection)).bytes;
  // Without the length in front: 8 bytes of address and 4 of index.
  return referents.store([selected]).subarray(4);
}

function listOf(datatype: Datatype, value: WritableValue, count?: number): readonly WritableValue[] {
  if (!isList(value) || (count !== undefined && value.length !== count)) throw unlike(datatype, value);
  return value;
}

/** Lists within lists as one. */
function flat(
  value: WritableValue,
  depth: number,
  datatype: Datatype,
  count: number,
): readonly WritableValue[] {
  let values: readonly WritableValue[] = [value];
  for (let n = 0; n < depth; n += 1) values = values.flatMap((item) => listOf(datatype, item));
  return listOf(datatype, values, count);
}

function isList(value: WritableValue): value is readonly WritableValue[] {
  return Array.isArray(value);
}

function isRecord(value: object): value is WritableRecord {
  return !Array.isArray(value) && !(value instanceof Uint8Array) && !(value instanceof ReferenceTo);
}

function unlike(datatype: Datatype, value: WritableValue): TypeError {
  const what = typeof value === "object" ? (Array.isArray(value) ? "a list" : "an object") : String(value);
  return new TypeError(`Cannot write ${what} as ${datatype.class} of ${datatype.byteLength} bytes`);
}
