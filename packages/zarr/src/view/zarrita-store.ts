/**
 * Our stores for zarrita, and zarrita's stores for us.
 *
 * @module
 */

import type { ByteRange, Bytes, CallOptions, ReadableStore } from "@chunkwright/core";
import { StorageError } from "@chunkwright/core";
import { sliceValue } from "../array/slice-value.ts";

/** What zarrita 0.5 to 0.7 reads from. Declared here, so that zarrita is not a dependency. */
export interface ZarritaStore {
  get(key: `/${string}`, options?: { readonly signal?: AbortSignal }): Promise<Uint8Array | undefined>;
  getRange(
    key: `/${string}`,
    range: ByteRange,
    options?: { readonly signal?: AbortSignal },
  ): Promise<Uint8Array | undefined>;
}

/** Any store of zarrita: it may lack ranges, and answer synchronously, as a `Map` does. */
export interface AnyZarritaStore {
  get(key: `/${string}`, options?: { signal?: AbortSignal }): Answer;
  getRange?(key: `/${string}`, range: ByteRange, options?: { signal?: AbortSignal }): Answer;
}

type Answer = Uint8Array | undefined | Promise<Uint8Array | undefined>;

/** `store`, as zarrita, Viv and vizarr take it. */
export function asZarritaStore(store: ReadableStore): ZarritaStore {
  return {
    get: (key, options) => store.get(key.slice(1), options),
    getRange: (key, range, options) => store.getRange(key.slice(1), range, options),
  };
}

/** A store of zarrita's, as ours. Where it lacks ranges, and for sizes, whole values are read. */
export function fromZarritaStore(store: AnyZarritaStore): ReadableStore {
  async function get(key: string, options?: CallOptions): Promise<Bytes | undefined> {
    options?.signal?.throwIfAborted();
    const value = await store.get(`/${key}`, signalOf(options));
    return value && ownBytes(value);
  }
  return {
    get,
    async getRange(key, range, options) {
      options?.signal?.throwIfAborted();
      if (!store.getRange) {
        const value = await get(key, options);
        return value && sliceValue(key, value, range);
      }
      const part = await store.getRange(`/${key}`, range, signalOf(options));
      return part && checkLength(key, ownBytes(part), range);
    },
    async size(key, options) {
      return (await get(key, options))?.byteLength;
    },
  };
}

function signalOf(options: CallOptions | undefined): { signal?: AbortSignal } {
  return options?.signal ? { signal: options.signal } : {};
}

/** A copy: what our stores return may be transferred, and zarrita's may keep or share it. */
function ownBytes(bytes: Uint8Array): Bytes {
  return new Uint8Array(bytes);
}

function checkLength(key: string, bytes: Bytes, range: ByteRange): Bytes {
  const isRight =
    "suffixLength" in range ? bytes.byteLength <= range.suffixLength : bytes.byteLength === range.length;
  if (isRight) return bytes;
  const wanted = "suffixLength" in range ? `the last ${range.suffixLength}` : range.length;
  throw new StorageError("invalid-data", `Cannot read ${wanted} bytes of ${key}: got ${bytes.byteLength}`, {
    format: "zarr",
  });
}
