/**
 * Data types of documents, and core's data types that carry their elements.
 *
 * @module
 */

import {
  type ArrayInfo,
  type DataType,
  type ExtensionName,
  isDataType,
  isFixed,
  isJsonObject,
  isNumeric,
  type Json,
  type JsonObject,
  showJson,
} from "@chunkwright/core";
import { invalidDocument, unsupportedDocument } from "../document/document-error.ts";
import { complexFormat, type ElementFormat } from "./element-format.ts";
import { numberFormat } from "./number-format.ts";
import { type RecordField, recordFormat } from "./record-format.ts";
import { smallFloatFormat } from "./small-float.ts";
import { subByteFormat } from "./sub-byte-format.ts";
import { paddedBytesFormat, rawBitsFormat, utf32Format } from "./text-format.ts";
import { isTimeConfiguration, timeFormat } from "./time-format.ts";

/** A data type as v3 names it, and the one of core's that carries its elements. */
export interface ElementType {
  readonly dataType: DataType;
  /** Absent where the carrier says everything. */
  readonly logicalType?: ExtensionName;
  /** Absent for types of variable length. */
  readonly format?: ElementFormat;
  /** How many of an element's lowest bits are significant, where not all are. */
  readonly bits?: number;
}

/** Elements larger than this are refused. */
const MAX_ELEMENT_BYTES = 2 ** 26;
const MAX_RECORD_DEPTH = 8;

/** Names that core has under another name, with the same elements. */
const SYNONYMS: ReadonlyMap<string, DataType> = new Map([
  ["variable_length_bytes", "bytes"],
  ["complex_float32", "complex64"],
  ["complex_float64", "complex128"],
]);
const SUB_BYTE_INTEGERS: ReadonlyMap<string, { readonly dataType: DataType; readonly bits: number }> =
  new Map([
    ["int2", { dataType: "int8", bits: 2 }],
    ["int4", { dataType: "int8", bits: 4 }],
    ["uint2", { dataType: "uint8", bits: 2 }],
    ["uint4", { dataType: "uint8", bits: 4 }],
  ]);

/** The type of an array's elements, from its description. */
export function elementTypeOf({
  dataType,
  logicalType = { name: dataType },
}: Pick<ArrayInfo, "dataType" | "logicalType">): ElementType {
  return isFixed(dataType) ? elementType(logicalType, "the array's description") : { dataType };
}

/**
 * The elements of a v3 data type. `key` names the document in errors. Throws "unsupported" for a name not known and
 * "invalid-data" for a configuration that is wrong. Zarr v3 core, "Data types"; Zarr extensions, data-types.
 */
export function elementType(type: ExtensionName, key: string, depth = 0): ElementType {
  const { name, configuration = {} } = type;
  const dataType = SYNONYMS.get(name) ?? name;
  if (isDataType(dataType) && dataType !== "json") {
    if (!isFixed(dataType)) return { dataType };
    return isNumeric(dataType)
      ? { dataType, format: numberFormat(dataType) }
      : { dataType, format: rawBitsFormat(checkLength(Number(dataType.slice(1)) / 8, key)) };
  }
  const integer = SUB_BYTE_INTEGERS.get(name);
  if (integer) {
    const format = subByteFormat(integer.bits, integer.dataType === "int8");
    return { ...integer, logicalType: type, format };
  }
  if (name === "numpy.datetime64" || name === "numpy.timedelta64") {
    if (!isTimeConfiguration(configuration)) throw badType(type, key);
    return { dataType: "int64", logicalType: type, format: timeFormat() };
  }
  const small = smallFloatFormat(name);
  if (small) {
    const { format, bits } = small;
    return { ...rawCarrier(format), logicalType: type, ...(bits < 8 && { bits }) };
  }
  if (name === "struct" || name === "structured") return recordType(configuration, key, depth);
  if (name === "raw_bytes") return elementType({ name: `r${8 * lengthBytes(type, key)}` }, key);
  const format = opaqueFormat(type, key);
  if (!format) throw unsupportedDocument(key, `data type ${name}`);
  return { ...rawCarrier(format), logicalType: type };
}

function rawCarrier(
  format: ElementFormat,
): Pick<ElementType, "format"> & { readonly dataType: `r${number}` } {
  return { dataType: `r${format.byteLength * 8}`, format };
}

/** Types that correspond to none of core's. */
function opaqueFormat(type: ExtensionName, key: string): ElementFormat | undefined {
  const { name } = type;
  switch (name) {
    case "fixed_length_utf32": {
      const length = lengthBytes(type, key);
      if (length % 4 !== 0) throw badType(type, key);
      return utf32Format(length);
    }
    case "null_terminated_bytes":
      return paddedBytesFormat(lengthBytes(type, key));
    case "complex_float16":
      return complexFormat(numberFormat("float16") as ElementFormat<number>);
    default: {
      const part = name.startsWith("complex_") && smallFloatFormat(name.slice("complex_".length));
      return part ? complexFormat(part.format) : undefined;
    }
  }
}

/** A record, by its registered name: `struct` and, of zarr-python 3.1, `structured` are one type. */
function recordType({ fields }: JsonObject, key: string, depth: number): ElementType {
  if (!Array.isArray(fields) || fields.length === 0) {
    throw invalidDocument(key, `"fields" of a record is ${showJson(fields)}, not a list of fields`);
  }
  if (depth > MAX_RECORD_DEPTH) throw unsupportedDocument(key, `a record ${depth} levels deep`);
  const members = fields.map((field) => recordField(field, key, depth));
  const names = new Set<string>();
  for (const { name } of members) {
    if (names.has(name)) throw invalidDocument(key, `a record has two fields "${name}"`);
    names.add(name);
  }
  const format = recordFormat(members);
  checkLength(format.byteLength, key);
  const canonical = members.map(({ name, dataType: { name: type, configuration } }) => ({
    name,
    data_type: configuration ? { name: type, configuration } : type,
  }));
  const logicalType = { name: "struct", configuration: { fields: canonical } };
  return { ...rawCarrier(format), logicalType };
}

/** `{ name, data_type }`, or the pair that `structured` has. */
function recordField(field: Json, key: string, depth: number): Omit<RecordField, "byteOffset"> {
  const [name, stated] = Array.isArray(field)
    ? field
    : isJsonObject(field)
      ? [field.name, field.data_type]
      : [undefined, undefined];
  const type = typeof stated === "string" ? { name: stated } : stated;
  if (typeof name !== "string" || name === "" || !isExtensionName(type)) {
    throw invalidDocument(key, `a record has the field ${showJson(field)}, without a name and a data type`);
  }
  const { dataType: carrier, logicalType = { name: carrier }, format } = elementType(type, key, depth + 1);
  if (!format) throw invalidDocument(key, `field "${name}" of a record has no fixed size`);
  return { name, dataType: logicalType, format };
}

function isExtensionName(value: unknown): value is ExtensionName {
  if (typeof value !== "object" || value === null || !("name" in value)) return false;
  if (typeof value.name !== "string") return false;
  return (
    !("configuration" in value) || (typeof value.configuration === "object" && value.configuration !== null)
  );
}

function lengthBytes(type: ExtensionName, key: string): number {
  const length = type.configuration?.length_bytes;
  if (typeof length !== "number" || !Number.isInteger(length) || length < 1) throw badType(type, key);
  return checkLength(length, key);
}

function checkLength(byteLength: number, key: string): number {
  if (byteLength > MAX_ELEMENT_BYTES) throw unsupportedDocument(key, `an element of ${byteLength} bytes`);
  return byteLength;
}

function badType({ name, configuration }: ExtensionName, key: string): Error {
  return invalidDocument(key, `data type ${name} has the configuration ${showJson(configuration)}`);
}
