/**
 * Typed fields out of OME-NGFF JSON. `where` names the field in errors.
 *
 * @module
 */

import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  StorageError,
  showJson,
} from "@chunkwright/core";

export function objectField(value: Json | undefined, where: string): JsonObject {
  if (isJsonObject(value)) return value;
  throw invalidNgff(`${where} is ${showJson(value)}, not an object`);
}

export function listField(value: Json | undefined, where: string): readonly Json[] {
  if (isJsonArray(value)) return value;
  throw invalidNgff(`${where} is ${showJson(value)}, not a list`);
}

export function textField(value: Json | undefined, where: string): string {
  if (typeof value === "string") return value;
  throw invalidNgff(`${where} is ${showJson(value)}, not a string`);
}

export function numberField(value: Json | undefined, where: string): number {
  const number = typeof value === "bigint" ? Number(value) : value;
  if (typeof number === "number" && Number.isFinite(number)) return number;
  throw invalidNgff(`${where} is ${showJson(value)}, not a number`);
}

/** A path that goes down from its group: no empty, "." or ".." parts. */
export function pathField(value: Json | undefined, where: string): string {
  const path = textField(value, where).replace(/\/$/, "");
  if (path.split("/").every((part) => part !== "" && part !== "." && part !== "..")) return path;
  throw invalidNgff(`${where} is ${showJson(path)}, which is not a path below its group`);
}

export function invalidNgff(fact: string): StorageError<"invalid-data"> {
  return new StorageError("invalid-data", `Cannot read OME-NGFF: ${fact}`, { format: "ome-ngff" });
}

export function unsupportedNgff(feature: string): StorageError<"unsupported"> {
  return new StorageError("unsupported", `Cannot read OME-NGFF: ${feature}`, { format: "ome-ngff", feature });
}
