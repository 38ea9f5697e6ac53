/**
 * Fill values of Zarr v2, whose spelling is looser than v3's.
 *
 * @module
 */

import {
  type ArrayInfo,
  type Bytes,
  decodeBase64,
  encodeBase64,
  isNumeric,
  type Json,
  reverseWords,
  type Scalar,
  type WordRun,
  zeroOf,
} from "@chunkwright/core";
import { parseElementFill, printElementFill } from "../element/element-fill.ts";
import { type ElementType, elementTypeOf } from "../element/element-type.ts";
import { parseFillValue } from "../element/fill-value.ts";
import { isRecord } from "../element/record-format.ts";
import { swappedWords } from "../element/word-order.ts";
import type { Dtype } from "./dtype.ts";

/**
 * The scalar that a v2 fill value stands for; `undefined` if it is not permitted. `null`, which leaves the value
 * undefined, reads as zero. Departures: numbers as strings, as n5-zarr writes them; 0 and 1 for bool; a single number
 * for a complex one; 0 for empty strings, bytes and records, as zarr-python writes it. Zarr v2 §"Fill value encoding".
 */
export function parseFillValueV2(value: Json, { type, swaps }: Dtype): Scalar | undefined {
  const { dataType } = type;
  if (value === null || (value === 0 && !isNumeric(dataType) && dataType !== "json")) return zeroOf(dataType);
  if (typeof value === "string" && isPacked(type)) {
    const stored = decodeBase64(value);
    if (stored?.length !== type.format?.byteLength) return undefined;
    return stored && inOrder(stored, swaps);
  }
  const direct = parseElementFill(value, type);
  if (direct !== undefined) return direct;
  switch (dataType) {
    case "bool":
      return value === 0 || value === 1 ? value === 1 : undefined;
    case "complex64":
    case "complex128":
      return Array.isArray(value) ? undefined : parseFillValue([value, 0], dataType);
    default:
      return typeof value === "string" && isNumeric(dataType)
        ? parseElementFill(numberOf(value), type)
        : undefined;
  }
}

/** The JSON of an array's fill value. */
export function printFillValueV2({ fillValue, codecs, ...info }: ArrayInfo): Json {
  const type = elementTypeOf(info);
  if (!isPacked(type) || !(fillValue instanceof Uint8Array)) return printElementFill(fillValue, type);
  return encodeBase64(inOrder(fillValue.slice(), swappedWords(codecs)));
}

/**
 * Records and raw bits stand in documents as the base64 of their bytes, in the byte order of the file, and so do
 * floats of fewer than eight bits as tensorstore writes them.
 */
function isPacked({ dataType, logicalType, format, bits }: ElementType): boolean {
  if (!format || isNumeric(dataType)) return false;
  return isRecord(format) || logicalType === undefined || bits !== undefined;
}

function inOrder(bytes: Bytes, swaps: readonly WordRun[]): Bytes {
  if (swaps.length > 0) reverseWords(bytes, swaps);
  return bytes;
}

/** Decimal text as a number; any other text as it is, which no data type permits. */
function numberOf(text: string): Json {
  if (/^-?\d+$/.test(text)) return BigInt(text);
  return /^-?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?$/.test(text) ? Number(text) : text;
}
