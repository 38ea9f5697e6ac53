/**
 * Arrays of Python objects, whose object codec turns bytes into elements. Zarr v2 §"Data type encoding",
 * and numcodecs' codecs of variable-length objects.
 *
 * @module
 */

import { type JsonObject, showJson, type VariableDataType } from "@chunkwright/core";
import { invalidDocument, unsupportedDocument } from "../document/document-error.ts";
import type { Dtype } from "./dtype.ts";

export const OBJECT_DTYPE = "|O";

const ELEMENTS: ReadonlyMap<string, VariableDataType> = new Map([
  ["vlen-utf8", "string"],
  ["vlen-bytes", "bytes"],
  ["vlen-array", "json"],
  ["json2", "json"],
  ["msgpack2", "json"],
  ["categorize", "string"],
]);

/** The elements of an array of objects, whose first filter is their codec. */
export function objectDtype(filters: readonly JsonObject[] | null | undefined, key: string): Dtype {
  const id = filters?.[0]?.id;
  const dataType = ELEMENTS.get(String(id));
  if (dataType) return { type: { dataType }, endian: "little", swaps: [] };
  if (id === undefined) throw invalidDocument(key, `"dtype" is "${OBJECT_DTYPE}", with no codec for objects`);
  // Unpickling executes code from the file.
  throw unsupportedDocument(
    key,
    id === "pickle" ? "pickled objects" : `objects in the codec ${showJson(id)}`,
  );
}
