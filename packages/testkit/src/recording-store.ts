/**
 * A store that records calls, so that tests can assert requests and not only results.
 *
 * @module
 */

import type { ByteRange, Bytes, ReadableStore } from "@chunkwright/core";

export type StoreCall =
  | { readonly operation: "get" | "size"; readonly key: string }
  | { readonly operation: "getRange"; readonly key: string; readonly range: ByteRange };

export interface RecordingStore extends ReadableStore {
  /** Every read so far, in order. */
  readonly calls: readonly StoreCall[];
  /** Bytes returned so far. */
  readonly byteLength: number;
  /** Clears both. */
  reset(): void;
}

/** Reads through to `store`. */
export function recordingStore(store: ReadableStore): RecordingStore {
  const calls: StoreCall[] = [];
  let byteLength = 0;
  const counted = (bytes: Bytes | undefined): Bytes | undefined => {
    byteLength += bytes?.byteLength ?? 0;
    return bytes;
  };
  return {
    calls,
    get byteLength() {
      return byteLength;
    },
    reset() {
      calls.length = 0;
      byteLength = 0;
    },
    async get(key, options) {
      calls.push({ operation: "get", key });
      return counted(await store.get(key, options));
    },
    async getRange(key, range, options) {
      calls.push({ operation: "getRange", key, range });
      return counted(await store.getRange(key, range, options));
    },
    async size(key, options) {
      calls.push({ operation: "size", key });
      return store.size(key, options);
    },
  };
}
