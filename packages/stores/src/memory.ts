/**
 * A store in memory.
 *
 * @module
 */

import type { Bytes, ListableStore, ReadableStore, StoreEntry, WritableStore } from "@chunkwright/core";
import { resolveRange } from "./resolve-range.ts";
import { checkKey, checkPrefix } from "./store-key.ts";

/** A store in memory. */
export interface MemoryStore extends ReadableStore, WritableStore, ListableStore {}

/** A store that starts with `entries`. Values are copied in and out, so neither side sees the other's later changes. */
export function memoryStore(entries: Iterable<readonly [key: string, value: Bytes]> = []): MemoryStore {
  const values = new Map<string, Bytes>();
  for (const [key, value] of entries) {
    checkKey(key);
    values.set(key, value.slice());
  }
  return {
    async get(key, options) {
      options?.signal?.throwIfAborted();
      checkKey(key);
      return values.get(key)?.slice();
    },
    async getRange(key, range, options) {
      options?.signal?.throwIfAborted();
      checkKey(key);
      const value = values.get(key);
      if (!value) return undefined;
      const { offset, length } = resolveRange(key, range, value.byteLength);
      return value.slice(offset, offset + length);
    },
    async size(key, options) {
      options?.signal?.throwIfAborted();
      checkKey(key);
      return values.get(key)?.byteLength;
    },
    async set(key, value, options) {
      options?.signal?.throwIfAborted();
      checkKey(key);
      values.set(key, value.slice());
    },
    async delete(key, options) {
      options?.signal?.throwIfAborted();
      checkKey(key);
      values.delete(key);
    },
    async *list(prefix, options) {
      checkPrefix(prefix);
      for (const entry of children(values.keys(), prefix)) {
        options?.signal?.throwIfAborted();
        yield entry;
      }
    },
  };
}

/** Direct children of `prefix` among `keys`, each once. A key and a prefix may share a name. */
function children(keys: Iterable<string>, prefix: string): Iterable<StoreEntry> {
  const found = new Map<string, StoreEntry>();
  for (const key of keys) {
    if (!key.startsWith(prefix)) continue;
    const slash = key.indexOf("/", prefix.length);
    const entry: StoreEntry =
      slash < 0 ? { kind: "key", key } : { kind: "prefix", key: key.slice(0, slash + 1) };
    found.set(entry.key, entry);
  }
  return found.values();
}
