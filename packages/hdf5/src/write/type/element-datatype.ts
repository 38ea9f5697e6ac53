/**
 * Which datatype holds the elements of an array: the reverse of `plainElement`, on which the two must agree.
 *
 * @module
 */

import {
  type ArrayInfo,
  byteSize,
  type DataType,
  type ExtensionName,
  isDataType,
  isFixed,
  isJsonArray,
  isJsonObject,
  isNumeric,
  type Json,
  jsonEquals,
  wordSize,
} from "@chunkwright/core";
import type { CompoundDatatype, CompoundMember, Datatype, Endian } from "../../type/datatype.ts";
import { JSON_TYPE } from "../../type/json-elements.ts";
import { plainElement } from "../../type/plain-element.ts";
import { complex, numericDatatype, VLEN_BYTES, VLEN_STRING } from "./datatypes.ts";

export interface ElementDatatype {
  readonly datatype: Datatype;
  /** The logical type of the elements, if the datatype does not express it. */
  readonly unexpressedType: ExtensionName | undefined;
}

type Elements = Pick<ArrayInfo, "dataType" | "logicalType">;

/** A logical type that no datatype of HDF5 expresses is stored as its carrier, and noted in an attribute. */
export function elementDatatype(elements: Elements, endian: Endian): ElementDatatype {
  const logicalType = elements.dataType === "json" ? JSON_TYPE : elements.logicalType;
  return withLogicalType(datatypeOf(elements, endian), logicalType);
}

/** `datatype` for elements of `logicalType`. */
export function withLogicalType(datatype: Datatype, logicalType: ExtensionName | undefined): ElementDatatype {
  const expressed = plainElement(datatype)?.logicalType;
  const isExpressed = !logicalType || (expressed !== undefined && sameType(expressed, logicalType));
  return { datatype, unexpressedType: isExpressed ? undefined : logicalType };
}

/**
 * Whether elements of the array's type are stored as the datatype says, byte for byte: enumerations are their integers,
 * records packed; text of fixed length is padded with NULs, however it ends; sequences are the bytes of their elements.
 */
export function isStoredAs(datatype: Datatype, dataType: DataType, endian: Endian): boolean {
  if (datatype.class === "vlen-string") return dataType === "string";
  if (datatype.class === "vlen") return dataType === "bytes" && isPacked(datatype.base, "little");
  return plainElement(datatype)?.dataType === dataType && isPacked(datatype, endian);
}

/** Whether the datatype's elements need no conversion, or one that leaves packed ones as they are. */
function isPacked(datatype: Datatype, endian: Endian): boolean {
  const plain = plainElement(datatype);
  if (plain?.endian) return plain.endian === endian || wordSize(plain.dataType) === 1;
  switch (datatype.class) {
    case "string":
      return datatype.padding !== "space-padded";
    case "array":
      return isPacked(datatype.base, "little");
    case "compound":
      return plain?.byteLength === datatype.byteLength && areSideBySide(datatype);
    default:
      return false;
  }
}

function areSideBySide({ members }: CompoundDatatype): boolean {
  let end = 0;
  return members.every(({ byteOffset, datatype }) => {
    const isNext = byteOffset === end;
    end += datatype.byteLength;
    return isNext && isPacked(datatype, "little");
  });
}

/** Whether elements of text are JSON of what the datatype holds: records with parts of variable length. */
export function isRecordOfText(datatype: Datatype, dataType: DataType): boolean {
  return dataType === "string" && datatype.class !== "vlen-string" && !plainElement(datatype);
}

function sameType(a: ExtensionName, b: ExtensionName): boolean {
  return a.name === b.name && jsonEquals(a.configuration ?? {}, b.configuration ?? {});
}

function datatypeOf({ dataType, logicalType }: Elements, endian: Endian): Datatype {
  if (!isFixed(dataType)) return dataType === "bytes" ? VLEN_BYTES : VLEN_STRING;
  const byteLength = byteSize(dataType);
  const meant = logicalType && logicalDatatype(logicalType, endian);
  if (meant?.byteLength === byteLength) return meant;
  if (isNumeric(dataType)) return numericDatatype(dataType, endian);
  return { class: "opaque", byteLength, tag: "" };
}

/** `undefined` for a type that HDF5 does not have. */
function logicalDatatype({ name, configuration = {} }: ExtensionName, endian: Endian): Datatype | undefined {
  switch (name) {
    case "null_terminated_bytes": {
      const byteLength = configuration.length_bytes;
      if (!isLength(byteLength)) return undefined;
      return { class: "string", byteLength, padding: "null-padded", charset: "ascii" };
    }
    case "numpy.datetime64":
    case "numpy.timedelta64": {
      const { unit, scale_factor: factor } = configuration;
      if (typeof unit !== "string" || typeof factor !== "number") return undefined;
      const order = endian === "big" ? ">" : "<";
      const kind = name === "numpy.datetime64" ? "M8" : "m8";
      // As h5py names NumPy's types.
      const tag = `NUMPY:${order}${kind}[${factor === 1 ? "" : factor}${unit}]`;
      return { class: "opaque", byteLength: 8, tag };
    }
    case "complex_float16": {
      const part = numericDatatype("float16", endian);
      return part.class === "float" ? complex(part) : undefined;
    }
    case "struct":
      return structDatatype(configuration.fields);
    default:
      return undefined;
  }
}

/** Fields one behind the other. Records have no byte order of their own: theirs is little-endian. */
function structDatatype(fields: Json | undefined): Datatype | undefined {
  if (!isJsonArray(fields) || fields.length === 0 || fields.length > 65535) return undefined;
  const members: CompoundMember[] = [];
  const names = new Set<string>();
  let byteLength = 0;
  for (const field of fields) {
    if (!isJsonObject(field) || typeof field.name !== "string" || /\0/.test(field.name)) return undefined;
    const datatype = fieldDatatype(field.data_type);
    if (!datatype || names.has(field.name)) return undefined;
    names.add(field.name);
    members.push({ name: field.name, byteOffset: byteLength, datatype });
    byteLength += datatype.byteLength;
  }
  return { class: "compound", byteLength, members };
}

function fieldDatatype(type: Json | undefined): Datatype | undefined {
  if (isJsonObject(type)) {
    if (typeof type.name !== "string") return undefined;
    const configuration = isJsonObject(type.configuration) ? type.configuration : {};
    return logicalDatatype({ name: type.name, configuration }, "little");
  }
  if (isDataType(type)) return isFixed(type) ? datatypeOf({ dataType: type }, "little") : undefined;
  return typeof type === "string" ? logicalDatatype({ name: type }, "little") : undefined;
}

function isLength(value: Json | undefined): value is number {
  return typeof value === "number" && Number.isInteger(value) && value > 0;
}
