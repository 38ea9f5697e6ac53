/**
 * Parsing JSON documents from storage, within limits of size and depth.
 *
 * @module
 */

import { StorageError } from "../storage-error.ts";
import type { Bytes, Json, JsonObject } from "../types.ts";
import { mayHaveRareNumbers, parseTokens } from "./json-tokens.ts";

/** Larger metadata documents are refused. */
export const MAX_JSON_BYTES: number = 16 * 1024 * 1024;
/** Deeper nesting is refused. */
export const MAX_JSON_DEPTH: number = 64;

/**
 * Parses a stored JSON document. `path` names it in errors. Throws "invalid-data" if the bytes are not UTF-8 or not
 * JSON, or exceed the limits above. The bare NaN, Infinity and -Infinity that Python and gson write become strings, as
 * Zarr v3 spells them, and so do numbers beyond all floats; integers beyond 2^53 become `bigint`. Documents that name
 * every chunk may have more bytes: `maxBytes`.
 */
export function parseJson(bytes: Bytes, path: string, maxBytes: number = MAX_JSON_BYTES): Json {
  if (bytes.byteLength > maxBytes) throw invalid(path, `it has ${bytes.byteLength} bytes`);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const value = parseText(text) as Json;
    checkDepth(value, MAX_JSON_DEPTH, path);
    return mayHaveRareNumbers(text) ? parseTokens(text) : value;
  } catch (cause) {
    if (cause instanceof StorageError) throw cause;
    throw invalid(path, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const quoted = quoteNonFinite(text);
    if (quoted === text) throw error;
    return JSON.parse(quoted);
  }
}

function quoteNonFinite(text: string): string {
  let inString = false;
  return text.replace(/\\.|"|-?\b(?:NaN|Infinity)\b/g, (token) => {
    if (token === '"') inString = !inString;
    return inString || token.length < 3 ? token : `"${token}"`;
  });
}

/** Whether `value`, a JSON value, is an object, not an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether `value`, a JSON value, is an array; `Array.isArray` does not narrow to a readonly one. */
export function isJsonArray(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}

function checkDepth(value: Json | undefined, depth: number, path: string): void {
  if (typeof value !== "object" || value === null) return;
  if (depth === 0) throw invalid(path, `it nests deeper than ${MAX_JSON_DEPTH} levels`);
  for (const member of Object.values(value)) checkDepth(member, depth - 1, path);
}

function invalid(path: string, fact: string, cause?: unknown): StorageError {
  return new StorageError(
    "invalid-data",
    `Cannot parse ${path} as JSON: ${fact}`,
    { format: "json" },
    { cause },
  );
}
