/**
 * JSON as values of a datatype: the reverse of `toJson`.
 *
 * @module
 */

import { type Bytes, isJsonArray, isJsonObject, type Json } from "@chunkwright/core";
import { parseSelection } from "../../array/selection.ts";
import type { Datatype } from "../../type/datatype.ts";
import { parseNoted } from "../notes/parse-noted.ts";
import { ReferenceTo } from "../reference-to.ts";
import type { WritableValue } from "./encode-values.ts";

/** One element. Throws `TypeError` for JSON that is none; numbers and text are for `encodeValues` to check. */
export function valueOfJson(datatype: Datatype, json: Json | undefined): WritableValue {
  switch (datatype.class) {
    case "integer":
    case "bitfield":
    case "time":
    case "enum":
      return typeof json === "string" && /^-?\d{1,40}$/.test(json) ? BigInt(json) : scalarOf(json);
    case "float":
      return typeof json === "bigint" || NOT_FINITE.includes(json) ? Number(json) : scalarOf(json);
    case "string":
    case "vlen-string":
      return scalarOf(json);
    case "opaque":
      return bytesOfHex(json);
    case "reference":
      return referenceOf(json);
    case "complex":
    case "vlen":
      return listOf(json).map((item) => valueOfJson(datatype.base, item));
    case "array":
      return arrayOf(datatype.base, json, datatype.shape.length);
    case "compound":
      if (!isJsonObject(json)) throw unlike("a record");
      return Object.fromEntries(
        datatype.members.map(({ name, datatype: member }) => [name, valueOfJson(member, json[name])]),
      );
  }
}

const NOT_FINITE: readonly (Json | undefined)[] = ["NaN", "Infinity", "-Infinity"];

function scalarOf(json: Json | undefined): WritableValue {
  if (json === null || typeof json === "object" || json === undefined) throw unlike("a number or text");
  return json;
}

function arrayOf(base: Datatype, json: Json | undefined, depth: number): WritableValue {
  if (depth === 0) return valueOfJson(base, json);
  return listOf(json).map((item) => arrayOf(base, item, depth - 1));
}

/** A reference as notes state it: see `NotedReference`. */
function referenceOf(json: Json | undefined): WritableValue {
  if (json === null) return undefined;
  if (!isJsonObject(json) || typeof json.path !== "string") throw unlike("a reference");
  const { start, shape } = json;
  const path = json.path.replace(/^\//, "");
  const box = isLengths(start) && isLengths(shape) ? { start, shape } : undefined;
  return new ReferenceTo(path, box ?? parseNoted(json.selection, parseSelection), true);
}

function bytesOfHex(text: Json | undefined): Bytes {
  if (typeof text !== "string" || !/^0x([0-9a-f]{2})*$/.test(text)) throw unlike("bytes in hexadecimal");
  return Uint8Array.from(text.slice(2).match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function isLengths(json: Json | undefined): json is readonly number[] {
  return isJsonArray(json) && json.every((length) => Number.isSafeInteger(length) && Number(length) >= 0);
}

function listOf(json: Json | undefined): readonly Json[] {
  if (isJsonArray(json)) return json;
  throw unlike("a list");
}

function unlike(what: string): TypeError {
  return new TypeError(`JSON has something else where ${what} belongs`);
}
