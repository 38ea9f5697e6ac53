/**
 * Typed fields out of the attributes of N5 images. `where` names the field in errors.
 *
 * @module
 */

import { type Json, StorageError, showJson } from "@chunkwright/core";
import { isNumbers } from "../json-numbers.ts";

/** `length` finite numbers. */
export function numbersField(value: Json | undefined, length: number, where: string): readonly number[] {
  if (isNumbers(value) && value.length === length) return value;
  throw invalidN5Image(`${where} is ${showJson(value)}, not ${length} numbers`);
}

export function invalidN5Image(fact: string): StorageError<"invalid-data"> {
  return new StorageError("invalid-data", `Cannot read N5 image: ${fact}`, { format: "n5" });
}
