/**
 * NumPy type strings, and the data types that they name. Zarr v2 §"Data type encoding", after NumPy's array protocol.
 *
 * @module
 */

import {
  type DataType,
  type ExtensionName,
  isNumeric,
  type JsonObject,
  type WordRun,
  wordSize,
} from "@chunkwright/core";
import { invalidDocument, shown, unsupportedDocument, unwritableDocument } from "../document-error.ts";
import { hasLongWords, joinRuns } from "../element-format.ts";
import { type ElementType, elementType } from "../element-type.ts";
import type { ExactJson } from "../exact-json.ts";
import { isRecord } from "../record-format.ts";

export type Endian = "little" | "big";

export interface Dtype {
  readonly type: ElementType;
  /** Of numbers. */
  readonly endian: Endian;
  /** Of raw elements: words stored big-endian, all others as single bytes; empty if there are none. */
  readonly swaps: readonly WordRun[];
}

/** Type letter and byte count. */
const DATA_TYPES: { readonly [code: string]: DataType } = {
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

/** Objects without a codec, bit fields, and floats beyond 64 bits. */
const OTHER_TYPE = /^[<>|=](?:O|t\d|[fc]\d)/;
/** Strings, byte strings and raw bytes, with their length. */
const TEXT = /^([USV])([1-9]\d{0,8})$/;
const TIME = /^([Mm])8(?:\[(\d{0,10})(\D+)\])?$/;
/** Fields that an element may have, elements of sub-arrays and fields of fields counted. */
const MAX_FIELDS = 65536;

/** The type and byte order of a `dtype` member. `key` names the document. */
export function parseDtype(dtype: ExactJson | undefined, key: string): Dtype {
  const { type, endian, big } = parseAny(dtype, key);
  const resolved = elementType(type, key);
  return { type: resolved, endian, swaps: isNumeric(resolved.dataType) || !hasLongWords(big) ? [] : big };
}

/** The type string or list of fields. Throws "unsupported" for types that NumPy has no string for. */
export function printDtype(dtype: Dtype, key: string): ExactJson {
  const { dataType, logicalType } = dtype.type;
  const isBig: IsBig = isNumeric(dataType)
    ? () => dtype.endian === "big"
    : (offset, wordLength) => wordLengthAt(dtype.swaps, offset) === wordLength;
  return print(logicalType ?? { name: dataType }, 0, isBig, key);
}

function wordLengthAt(runs: readonly WordRun[], offset: number): number | undefined {
  let end = 0;
  for (const [byteLength, count] of runs) {
    end += byteLength * count;
    if (offset < end) return byteLength;
  }
  return undefined;
}

interface Parsed {
  readonly type: ExtensionName;
  readonly endian: Endian;
  /** Fields within fields, 1 for a type without any. */
  readonly leaves: number;
  /** Words of the element: those stored big-endian, and bytes. */
  readonly big: readonly WordRun[];
}

function parseAny(dtype: ExactJson | undefined, key: string): Parsed {
  if (Array.isArray(dtype)) return parseFields(dtype, key);
  if (typeof dtype !== "string") throw invalidDocument(key, `"dtype" is ${shown(dtype)}, not a type string`);
  const order = dtype.slice(0, 1);
  const type = typeOfCode(dtype.slice(1));
  if (type && "<>|".includes(order)) {
    const endian = order === ">" ? "big" : "little";
    const { format, dataType } = elementType(type, key);
    const words = format?.words ?? [];
    // "|" means that byte order does not apply, so it is no answer for longer words.
    if (order !== "|" || !hasLongWords(words) || (isNumeric(dataType) && wordSize(dataType) === 1)) {
      return { type, endian, leaves: 1, big: endian === "big" ? words : [[1, format?.byteLength ?? 0]] };
    }
  }
  if (OTHER_TYPE.test(dtype)) throw unsupportedDocument(key, `dtype ${dtype}`);
  throw invalidDocument(
    key,
    `"dtype" is ${shown(dtype)}, no NumPy type string`,
    "Zarr v2, Data type encoding",
  );
}

function typeOfCode(code: string): ExtensionName | undefined {
  const dataType = Object.hasOwn(DATA_TYPES, code) ? DATA_TYPES[code] : undefined;
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
function parseFields(fields: readonly ExactJson[], key: string): Parsed {
  const parsed = fields.map((field) => {
    const [name, dtype, shape] = Array.isArray(field) ? (field as ExactJson[]) : [];
    if (typeof name !== "string" || dtype === undefined) {
      throw invalidDocument(key, `"dtype" has the field ${shown(field)}, without a name and a type`);
    }
    return { name, ...repeated(parseAny(dtype, key), shape, key) };
  });
  return recordOf(parsed, key);
}

function repeated(element: Parsed, shape: ExactJson | undefined, key: string): Parsed {
  if (shape === undefined) return element;
  const lengths = Array.isArray(shape) ? shape : [shape];
  const count = lengths.reduce<number>((product, length) => product * Number(length), 1);
  if (!lengths.every((length) => Number.isInteger(length) && Number(length) >= 0) || count < 1) {
    throw invalidDocument(key, `a field of "dtype" has the shape ${shown(shape)}`);
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

type IsBig = (offset: number, wordLength: number) => boolean;

function print(type: ExtensionName, offset: number, isBig: IsBig, key: string): ExactJson {
  const { name, configuration = {} } = type;
  const order = (wordLength: number) => (wordLength === 1 ? "|" : isBig(offset, wordLength) ? ">" : "<");
  const code = Object.keys(DATA_TYPES).find((candidate) => DATA_TYPES[candidate] === name);
  const length = Number(configuration.length_bytes);
  switch (name) {
    case "fixed_length_utf32":
      return `${order(4)}U${length / 4}`;
    case "null_terminated_bytes":
      return `|S${length}`;
    case "raw_bytes":
      return `|V${length}`;
    case "numpy.datetime64":
    case "numpy.timedelta64":
      return `${order(8)}${name === "numpy.datetime64" ? "M" : "m"}8${printUnit(configuration)}`;
    case "struct":
    case "structured":
      return printFields(type, offset, isBig, key);
    default:
      if (/^r\d+$/.test(name)) return `|V${Number(name.slice(1)) / 8}`;
      if (code === undefined) throw unwritableDocument(key, `data type ${name}`);
      return `${order(wordSize(name as DataType))}${code}`;
  }
}

function printFields(type: ExtensionName, offset: number, isBig: IsBig, key: string): ExactJson {
  const { format } = elementType(type, key);
  if (!format || !isRecord(format)) throw unwritableDocument(key, `data type ${type.name}`);
  return format.fields.map(({ name, dataType, byteOffset }) => [
    name,
    print(dataType, offset + byteOffset, isBig, key),
  ]);
}

function printUnit({ unit, scale_factor: scale }: JsonObject): string {
  if (unit === "generic") return "";
  return `[${scale === 1 ? "" : scale}${unit === "μs" ? "us" : unit}]`;
}
