/**
 * A store that caches bytes: whole values where they are read whole, blocks where ranges are read.
 *
 * @module
 */

import { fileStore, openFile } from "../open-file.ts";
import type { ByteSource, Bytes, CallOptions, ReadableStore } from "../types.ts";
import { awaitShared } from "./await-shared.ts";
import { byteCache, type CacheFileOptions, fileOfBlocks } from "./cache-file.ts";

/** Options of `cacheStore`. */
export type CacheStoreOptions = CacheFileOptions;

/** How many values' sizes are kept. */
const MAX_FILES = 4096;

/** Stands in the cache for a value that is not stored. */
const ABSENT: Bytes = new Uint8Array(0);

/**
 * `store` with recently read bytes kept, and keys found absent remembered: its values must not change. The first range
 * read from a value takes one more request, for its size.
 */
export function cacheStore(store: ReadableStore, options: CacheStoreOptions = {}): ReadableStore {
  const cache = byteCache(options);
  const files = new Map<string, Promise<ByteSource | undefined>>();

  async function openCached(key: string, call: CallOptions | undefined): Promise<ByteSource | undefined> {
    const open = () => {
      const file = openFile(store, key, call).then((own) => own && fileOfBlocks(own, key, cache));
      if (files.size >= MAX_FILES) files.clear();
      files.set(key, file);
      file.catch(() => files.delete(key));
      return file;
    };
    const known = files.get(key);
    return known ? awaitShared(known, call?.signal, open) : open();
  }

  return {
    async get(key, call) {
      const read = () => {
        const value = store.get(key, call).then((bytes) => bytes ?? ABSENT);
        cache.kept.set(`value ${key}`, value);
        return value;
      };
      const known = cache.kept.get(`value ${key}`);
      const value = await (known ? awaitShared(known, call?.signal, read) : read());
      return value === ABSENT ? undefined : value.slice();
    },
    async getRange(key, range, call) {
      const file = await openCached(key, call);
      return file && fileStore(file).getRange(key, range, call);
    },
    async size(key, call) {
      return (await openCached(key, call))?.size;
    },
  };
}
