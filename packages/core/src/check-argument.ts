/**
 * Checks for arguments that untyped callers get wrong: a path instead of a file, a group instead of an array.
 *
 * @module
 */

import type { ByteSink, ByteSource, ChunkSource, ReadableStore, WritableStore } from "./types.ts";

/** Throws `TypeError` unless `file` is a `ByteSource`. `action` goes into the message, such as "open a TIFF file". */
export function checkFile(file: ByteSource, action: string): void {
  if (hasMethods(file, "read") && typeof file.size === "number") return;
  throw wrongArgument(action, file, "a file", "openFsFile, openHttpFile, openBlob or fileOfBytes");
}

/** Throws `TypeError` unless `sink` is a `ByteSink`. */
export function checkFileSink(sink: ByteSink, action: string): void {
  if (!hasMethods(sink, "write", "close"))
    throw wrongArgument(action, sink, "a file to write", "createFsFile or createS3File");
}

/** Throws `TypeError` unless `store` is a `ReadableStore`. */
export function checkStore(store: ReadableStore, action: string): void {
  if (!hasMethods(store, "get", "getRange", "size"))
    throw wrongArgument(action, store, "a store", "fsStore, httpStore, s3Store or openZip");
}

/** Throws `TypeError` unless `store` is a `WritableStore`. */
export function checkWritableStore(store: WritableStore, action: string): void {
  if (!hasMethods(store, "set", "delete"))
    throw wrongArgument(action, store, "a store to write", "fsStore, s3Store, memoryStore or createZip");
}

/** Throws `TypeError` unless `source` is an array: `open` may also return a group, or nothing. */
export function checkArray(source: ChunkSource, action: string): void {
  if (source?.kind === "array") return;
  throw wrongArgument(action, source, "an array", '`open` of a group with kind "array"');
}

function hasMethods(value: unknown, ...names: readonly string[]): boolean {
  if (typeof value !== "object" || value === null) return false;
  const members = value as { readonly [name: string]: unknown };
  return names.every((name) => typeof members[name] === "function");
}

function wrongArgument(action: string, value: unknown, wanted: string, makers: string): TypeError {
  return new TypeError(`Cannot ${action}: ${showArgument(value)} is not ${wanted}, as returned by ${makers}`);
}

function showArgument(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 100));
  if (typeof value !== "object" || value === null) return String(value);
  if ("kind" in value && value.kind === "group") return "a group";
  const { name } = value.constructor ?? {};
  return name && name !== "Object" ? `the ${name}` : "the object";
}
