/**
 * What is wrong with a metadata document: the file, the member and the fact.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";
import type { ExactJson } from "./exact-json.ts";

/** A document that contradicts its specification. */
export function invalidDocument(key: string, fact: string, section?: string): StorageError<"invalid-data"> {
  const context = section === undefined ? { format: "zarr" } : { format: "zarr", section };
  return new StorageError("invalid-data", `Cannot read ${key}: ${fact}`, context);
}

/** A document that asks for what is not implemented here. `feature` names it. */
export function unsupportedDocument(key: string, feature: string): StorageError<"unsupported"> {
  return new StorageError("unsupported", `Cannot read ${key}: ${feature} is not supported`, {
    format: "zarr",
    feature,
  });
}

/** An array that the format, or the writer here, has no way to describe. */
export function unwritableDocument(key: string, feature: string): StorageError<"unsupported"> {
  return new StorageError("unsupported", `Cannot write ${key}: ${feature} is not supported`, {
    format: "zarr",
    feature,
  });
}

/** A value as an error message shows it: its JSON text, cut after sixty characters. */
export function shown(value: ExactJson | undefined): string {
  if (value === undefined) return "nothing";
  const text =
    typeof value === "bigint" ? String(value) : (JSON.stringify(value, bigintText) ?? String(value));
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}

function bigintText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
