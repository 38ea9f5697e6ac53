/**
 * Which strings are valid keys: the same for every store, so that any store can be copied to any other.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";

/**
 * Throws "invalid-data" unless `key` consists of segments separated by `/`, none of them empty, `.` or `..`, without
 * backslash, NUL or unpaired surrogates, and without a leading drive letter. Zarr v3 core, "Abstract store interface";
 * the further rules keep keys that come from a file inside the store.
 */
export function checkKey(key: string): void {
  if (typeof key !== "string") throw new TypeError(`Cannot use key ${key}: it is not a string`);
  const fault = keyFault(key);
  if (fault)
    throw new StorageError("invalid-data", `Cannot use key ${show(key)}: ${fault}`, { format: "key" });
}

/** Throws "invalid-data" unless `prefix` is "" or a key followed by `/`. */
export function checkPrefix(prefix: string): void {
  if (prefix === "") return;
  const fault = prefix.endsWith("/") ? keyFault(prefix.slice(0, -1)) : "it does not end in /";
  if (fault) {
    throw new StorageError("invalid-data", `Cannot use prefix ${show(prefix)}: ${fault}`, { format: "key" });
  }
}

/** Whether `key` is valid: for listings, which leave other names out. */
export function isKey(key: string): boolean {
  return keyFault(key) === undefined;
}

function keyFault(key: string): string | undefined {
  if (key.startsWith("/")) return "it begins with a slash";
  if (key.includes("\\")) return "it has a backslash";
  if (key.includes("\0")) return "it has a NUL";
  if (/\p{Surrogate}/u.test(key)) return "it has half a surrogate pair";
  if (/^[A-Za-z]:/.test(key)) return "it begins with a drive letter";
  for (const segment of key.split("/")) {
    if (segment === "") return "it has an empty segment";
    if (segment === "." || segment === "..") return `it has a segment "${segment}"`;
  }
  return undefined;
}

function show(key: string): string {
  return JSON.stringify(key.length > 200 ? `${key.slice(0, 200)}...` : key);
}
