/**
 * NumPy type strings, and the data types that they name. Zarr v2 §"Data type encoding", after NumPy's array protocol.
 *
 * @module
 */

import {
  type DataType,
  type ExtensionName,
  isNumeric,
  type Json,
  showJson,
  type WordRun,
  wordSize,
} from "@chunkwright/core";
import { invalidDocument, unsupportedDocument } from "../document/document-error.ts";
import { hasLongWords, joinRuns } from "../element/element-format.ts";
import { type ElementType, elementType } from "../element/element-type.ts";

export type Endian = "little" | "big";

export interface Dtype {
  readonly type: ElementType;
  /** Byte order of numbers. */
  readonly endian: Endian;
  /** Words of raw elements that are stored big-endian, other bytes as words of one byte; empty if no word is. */
  readonly swaps: readonly WordRun[];
}

/** Core's data types by type letter and byte count. */
export const NUMBER_TYPES: { readonly [code: string]: DataType } = {
  b1: "bool",
  i1: "int8",
  i2: "int16",
  i4: "int32",
  i8: "int64",
  u1: "uint8",
  u2: "uint16",
  u4: "uint32",
  u8: "uint64",
  f2: "float16",
  f4: "float32",
  f8: "float64",
  c8: "complex64",
  c16: "complex128",
};

/**
 * Types that NumPy has no string for, by the names that tensorstore gives them and v3 has registered; in
 * little-endian order. tensorstore, "zarr Driver", "dtype".
 */
export const NAMED_TYPES: readonly string[] = [
  "int2",
  "int4",
  "bfloat16",
  "float4_e2m1fn",
  "float8_e3m4",
  "float8_e4m3fn",
  "float8_e4m3fnuz",
  "float8_e4m3b11fnuz",
  "float8_e5m2",
  "float8_e5m2fnuz",
  "float8_e8m0fnu",
];

/** Objects without a codec, bit fields, and floats beyond 64 bits. */
const OTHER_TYPE = /^[<>|=](?:O|t\d|[fc]\d)/;
/** Strings, byte strings and raw bytes, with their length. */
const TEXT = /^([USV])([1-9]\d{0,8})$/;
const TIME = /^([Mm])8(?:\[(\d{0,10})(\D+)\])?$/;
/** Fields that an element may have, elements of sub-arrays and fields of fields counted. */
const MAX_FIELDS = 65536;

/** The type and byte order of a `dtype` member. `key` names the document. */
export function parseDtype(dtype: Json | undefined, key: string): Dtype {
  const { type, endian, big } = parseAny(dtype, key);
  const resolved = elementType(type, key);
  return { type: resolved, endian, swaps: isNumeric(resolved.dataType) || !hasLongWords(big) ? [] : big };
}

interface Parsed {
  readonly type: ExtensionName;
  readonly endian: Endian;
  /** Fields within fields, 1 for a type without any. */
  readonly leaves: number;
  /** Words of the element: those stored big-endian, and bytes. */
  readonly big: readonly WordRun[];
}

function parseAny(dtype: Json | undefined, key: string): Parsed {
  if (Array.isArray(dtype)) return parseFields(dtype, key);
  if (typeof dtype !== "string")
    throw invalidDocument(key, `"dtype" is ${showJson(dtype)}, not a type string`);
  if (NAMED_TYPES.includes(dtype)) {
    const type = { name: dtype };
    return { type, endian: "little", leaves: 1, big: [[1, elementType(type, key).format?.byteLength ?? 0]] };
  }
  const order = dtype.slice(0, 1);
  const type = typeOfCode(dtype.slice(1));
  if (type && "<>|".includes(order)) {
    const endian = order === ">" ? "big" : "little";
    const { format, dataType } = elementType(type, key);
    const words = format?.words ?? [];
    // "|" means that byte order does not apply, which says nothing about longer words.
    if (order !== "|" || !hasLongWords(words) || (isNumeric(dataType) && wordSize(dataType) === 1)) {
      return { type, endian, leaves: 1, big: endian === "big" ? words : [[1, format?.byteLength ?? 0]] };
    }
  }
  if (OTHER_TYPE.test(dtype)) throw unsupportedDocument(key, `dtype ${dtype}`);
  throw invalidDocument(
    key,
    `"dtype" is ${showJson(dtype)}, not a NumPy type string`,
    "Zarr v2, Data type encoding",
  );
}

function typeOfCode(code: string): ExtensionName | undefined {
  const dataType = Object.hasOwn(NUMBER_TYPES, code) ? NUMBER_TYPES[code] : undefined;
  if (dataType) return { name: dataType };
  const [, letter, length = ""] = TEXT.exec(code) ?? [];
  const count = Number(length);
  if (letter === "U") return { name: "fixed_length_utf32", configuration: { length_bytes: 4 * count } };
  if (letter === "S") return { name: "null_terminated_bytes", configuration: { length_bytes: count } };
  if (letter === "V") return { name: `r${8 * count}` };
  const [, kind, scale = "", unit = "generic"] = TIME.exec(code) ?? [];
  if (kind === undefined) return undefined;
  const name = kind === "M" ? "numpy.datetime64" : "numpy.timedelta64";
  return { name, configuration: { unit, scale_factor: scale === "" ? 1 : Number(scale) } };
}

/** Fields are `[name, dtype]` or `[name, dtype, shape]`; the elements of the latter become fields of a record. */
function parseFields(fields: readonly Json[], key: string): Parsed {
  const parsed = fields.map((field) => {
    const [name, dtype, shape] = Array.isArray(field) ? (field as Json[]) : [];
    if (typeof name !== "string" || dtype === undefined) {
      throw invalidDocument(key, `"dtype" has the field ${showJson(field)}, without a name and a type`);
    }
    return { name, ...repeated(parseAny(dtype, key), shape, key) };
  });
  return recordOf(parsed, key);
}

function repeated(element: Parsed, shape: Json | undefined, key: string): Parsed {
  if (shape === undefined) return element;
  const lengths = Array.isArray(shape) ? shape : [shape];
  const count = lengths.reduce<number>((product, length) => product * Number(length), 1);
  if (!lengths.every((length) => Number.isInteger(length) && Number(length) >= 0) || count < 1) {
    throw invalidDocument(key, `a field of "dtype" has the shape ${showJson(shape)}`);
  }
  if (count > MAX_FIELDS) throw unsupportedDocument(key, `a field of ${count} elements`);
  return recordOf(
    Array.from({ length: count }, (_, i) => ({ name: String(i), ...element })),
    key,
  );
}

function recordOf(parsed: readonly (Parsed & { readonly name: string })[], key: string): Parsed {
  const leaves = parsed.reduce((total, field) => total + field.leaves, 0);
  if (leaves > MAX_FIELDS) throw unsupportedDocument(key, `a record of ${leaves} fields`);
  const fields = parsed.map(({ name, type }) => ({
    name,
    data_type: type.configuration ? { name: type.name, configuration: type.configuration } : type.name,
  }));
  return {
    type: { name: "struct", configuration: { fields } },
    endian: "little",
    leaves,
    big: joinRuns(parsed.flatMap(({ big }) => big)),
  };
}
