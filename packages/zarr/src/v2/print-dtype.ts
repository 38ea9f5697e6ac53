/**
 * Data types as NumPy's type strings. Zarr v2 §"Data type encoding".
 *
 * @module
 */

import {
  type DataType,
  type ExtensionName,
  isNumeric,
  type Json,
  type JsonObject,
  type WordRun,
  wordSize,
} from "@chunkwright/core";
import { unwritableDocument } from "../document/document-error.ts";
import { elementType } from "../element/element-type.ts";
import { isRecord } from "../element/record-format.ts";
import { type Dtype, NAMED_TYPES, NUMBER_TYPES } from "./dtype.ts";

/** The type string or list of fields. Throws "unsupported" for types that NumPy has no string for. */
export function printDtype(dtype: Dtype, key: string): Json {
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

type IsBig = (offset: number, wordLength: number) => boolean;

function print(type: ExtensionName, offset: number, isBig: IsBig, key: string): Json {
  const { name, configuration = {} } = type;
  const order = (wordLength: number) => (wordLength === 1 ? "|" : isBig(offset, wordLength) ? ">" : "<");
  const code = Object.keys(NUMBER_TYPES).find((candidate) => NUMBER_TYPES[candidate] === name);
  const length = Number(configuration.length_bytes);
  switch (name) {
    case "fixed_length_utf32":
      return `${order(4)}U${length / 4}`;
    case "null_terminated_bytes":
      return `|S${length}`;
    case "numpy.datetime64":
    case "numpy.timedelta64":
      return `${order(8)}${name === "numpy.datetime64" ? "M" : "m"}8${printUnit(configuration)}`;
    case "struct":
      return printFields(type, offset, isBig, key);
    default:
      if (NAMED_TYPES.includes(name)) {
        if (name === "bfloat16" && isBig(offset, 2)) throw unwritableDocument(key, "big-endian bfloat16");
        return name;
      }
      if (/^r\d+$/.test(name)) return `|V${Number(name.slice(1)) / 8}`;
      if (code === undefined) throw unwritableDocument(key, `data type ${name}`);
      return `${order(wordSize(name as DataType))}${code}`;
  }
}

function printFields(type: ExtensionName, offset: number, isBig: IsBig, key: string): Json {
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
