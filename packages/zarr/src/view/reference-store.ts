/**
 * A store whose values are parts of other values, which references name.
 *
 * @module
 */

import {
  type ByteRange,
  type CallOptions,
  type Json,
  type ListableStore,
  type ReadableStore,
  StorageError,
  type StoreEntry,
} from "@chunkwright/core";
import { sliceValue } from "../array/slice-value.ts";
import { type ParsedReference, parseReferences } from "./parse-references.ts";

/** Options of `referenceStore`. */
export interface ReferenceStoreOptions {
  /** Holds what the references point into, by their URLs as written. Without it only inlined values can be read. */
  readonly targets?: ReadableStore | undefined;
  /**
   * Whether a URL may be read from `targets`. By default only relative paths that do not lead upwards: a document
   * from elsewhere must not decide which servers and files are read.
   */
  readonly allow?: ((url: string) => boolean) | undefined;
}

/** References as a store: keys are read where the references say. */
export interface ReferenceStore extends ReadableStore, ListableStore {}

/** References by key, wherever they are kept. */
export interface ReferenceTable {
  find(key: string, options?: CallOptions): Promise<ParsedReference | undefined>;
  /** Keys, including all that begin with `prefix`. */
  keys(prefix: string, options?: CallOptions): Iterable<string> | AsyncIterable<string>;
}

type Place = Exclude<ParsedReference, { kind: "inline" }>;

/**
 * The store that a parsed reference document describes. Throws as `parseReferences` does; reading a value whose URL
 * is not allowed rejects with "unsupported", and one that no longer exists with "not-found".
 */
export function referenceStore(document: Json, options: ReferenceStoreOptions = {}): ReferenceStore {
  const references = parseReferences(document);
  return storeOfReferences(
    { find: async (key) => references.get(key), keys: () => references.keys() },
    options,
  );
}

/** The store that a table of references describes. */
export function storeOfReferences(
  table: ReferenceTable,
  { targets, allow = isRelativePath }: ReferenceStoreOptions,
): ReferenceStore {
  function targetOf(key: string, { url }: Place): ReadableStore {
    if (targets && allow(url)) return targets;
    throw new StorageError("unsupported", `Cannot read ${key}: its reference to ${url} is not allowed`, {
      format: "references",
      feature: "reference that is not allowed",
    });
  }

  async function sizeOf(key: string, place: Place, callOptions?: CallOptions): Promise<number> {
    if (place.kind === "part") return place.length;
    const size = await targetOf(key, place).size(place.url, callOptions);
    if (size === undefined) throw vanished(key, place);
    return size;
  }

  async function read(key: string, place: Place, range: ByteRange | undefined, callOptions?: CallOptions) {
    const target = targetOf(key, place);
    const within = place.kind === "part" ? rangeWithin(key, place, range) : range;
    const bytes = await (within
      ? target.getRange(place.url, within, callOptions)
      : target.get(place.url, callOptions));
    if (!bytes) throw vanished(key, place);
    return bytes;
  }

  return {
    async get(key, callOptions) {
      callOptions?.signal?.throwIfAborted();
      const reference = await table.find(key, callOptions);
      if (reference?.kind === "inline") return reference.bytes.slice();
      return reference && read(key, reference, undefined, callOptions);
    },
    async getRange(key, range, callOptions) {
      callOptions?.signal?.throwIfAborted();
      const reference = await table.find(key, callOptions);
      if (reference?.kind === "inline") return sliceValue(key, reference.bytes, range);
      return reference && read(key, reference, range, callOptions);
    },
    async size(key, callOptions) {
      callOptions?.signal?.throwIfAborted();
      const reference = await table.find(key, callOptions);
      if (reference?.kind === "inline") return reference.bytes.byteLength;
      return reference && sizeOf(key, reference, callOptions);
    },
    // Of a value that is all of a target only this store can tell that it has to be there.
    async locateValue(key, callOptions) {
      const reference = await table.find(key, callOptions);
      if (reference?.kind !== "part") return undefined;
      const { url, offset, length } = reference;
      return { store: targetOf(key, reference), key: url, offset, length };
    },
    async *list(prefix, callOptions) {
      const found = new Map<string, StoreEntry>();
      for await (const key of table.keys(prefix, callOptions)) {
        callOptions?.signal?.throwIfAborted();
        if (!key.startsWith(prefix)) continue;
        const slash = key.indexOf("/", prefix.length);
        const entry: StoreEntry =
          slash < 0 ? { kind: "key", key } : { kind: "prefix", key: key.slice(0, slash + 1) };
        found.set(entry.key, entry);
      }
      yield* found.values();
    },
  };
}

/** The range of the target that a range of the referenced value, or all of it, is. */
function rangeWithin(
  key: string,
  { offset, length }: Extract<Place, { kind: "part" }>,
  range: ByteRange | undefined,
): ByteRange {
  if (!range) return { offset, length };
  if ("suffixLength" in range) {
    const kept = Math.min(range.suffixLength, length);
    return { offset: offset + length - kept, length: kept };
  }
  if (range.offset + range.length <= length) {
    return { offset: offset + range.offset, length: range.length };
  }
  throw new StorageError(
    "invalid-data",
    `Cannot read ${range.length} bytes at ${range.offset} of ${key}: it has ${length} bytes`,
    { format: "references", offset: range.offset },
  );
}

/** No scheme, no server, no root, no way up. */
function isRelativePath(url: string): boolean {
  if (/^[a-z][a-z0-9+.-]*:/i.test(url) || /[\\?#\0]/.test(url)) return false;
  return url.split("/").every((segment) => !/^\.*$/.test(segment));
}

function vanished(key: string, { url }: Place): StorageError<"not-found"> {
  return new StorageError("not-found", `Cannot read ${key}: ${url}, which it refers to, is not there`, {
    path: url,
  });
}
