/**
 * A bucket, or a prefix in it, as a store.
 *
 * @module
 */

import type { ListableStore, ReadableStore, WritableStore } from "@chunkwright/core";
import { httpStore } from "../http/http-store.ts";
import { checkKey, checkPrefix, isKey } from "../store-key.ts";
import { listObjects } from "./list-objects.ts";
import { objectPath, requestS3 } from "./object-request.ts";
import { putObject } from "./put-object.ts";
import { prefixOf, type S3Options, s3Settings } from "./s3-options.ts";

/** A bucket, or a prefix in it, as a store. */
export interface S3Store extends ReadableStore, WritableStore, ListableStore {}

/** Options of `s3Store`. */
export interface S3StoreOptions extends S3Options {
  /** Prepended to every key, with a slash; for example `data/image.zarr`. */
  readonly prefix?: string;
}

/**
 * Reads, writes and lists objects. Objects are read as by `httpStore`; a write is one request, retried after transient
 * failures. Listings leave out names that are not valid keys, among them the empty objects with names ending in a slash
 * that consoles create for folders.
 */
export function s3Store(options: S3StoreOptions): S3Store {
  const settings = s3Settings(options);
  const root = prefixOf(options.prefix ?? "");
  const reader = httpStore(new URL(objectPath(root), settings.bucketUrl), settings.http);
  return {
    ...reader,
    async set(key, value, call) {
      checkKey(key);
      await putObject(settings, root + key, key, value, call?.signal);
    },
    async delete(key, call) {
      checkKey(key);
      await requestS3(settings, {
        action: `delete ${key}`,
        method: "DELETE",
        path: objectPath(root + key),
        key,
        signal: call?.signal,
        parse: () => undefined,
      });
    },
    async *list(prefix, call) {
      checkPrefix(prefix);
      for await (const { kind, key } of listObjects(settings, root + prefix, call?.signal)) {
        const below = key.slice(root.length);
        if (isKey(kind === "prefix" ? below.slice(0, -1) : below)) yield { kind, key: below };
      }
    },
  };
}
