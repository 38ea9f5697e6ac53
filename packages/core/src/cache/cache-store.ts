/**
 * A store whose bytes are kept for a while: values as a whole where they are read whole, blocks where ranges are read.
 *
 * @module
 */

import { fileStore, openFile } from "../open-file.ts";
import type { ByteSource, Bytes, CallOptions, ReadableStore } from "../types.ts";
import { byteCache, type CacheFileOptions, fileOfBlocks } from "./cache-file.ts";
import { shareAnswer } from "./share-answer.ts";

/** Options of `cacheStore`. */
export type CacheStoreOptions = CacheFileOptions;

/** Values whose sizes are known at a time. */
const MAX_FILES = 4096;

/** Stands in the cache for a value that is not stored. */
const ABSENT: Bytes = new Uint8Array(0);

/**
 * `store` with what was read last kept, up to a number of bytes, what is absent too: its values must not change. The
 * first range of a value takes a further request, for its size.
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
    return known ? shareAnswer(known, call?.signal, open) : open();
  }

  return {
    async get(key, call) {
      const read = () => {
        const value = store.get(key, call).then((bytes) => bytes ?? ABSENT);
        cache.kept.set(`value ${key}`, value);
        return value;
      };
      const known = cache.kept.get(`value ${key}`);
      const value = await (known ? shareAnswer(known, call?.signal, read) : read());
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
