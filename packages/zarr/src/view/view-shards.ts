/**
 * An array in shards as it is stored: its document says `sharding_indexed`, and its values are the store's own.
 *
 * @module
 */

import { type ChunkSource, gridShape, isJsonObject, joinPath } from "@chunkwright/core";
import { chunkKey } from "../array/chunk-key.ts";
import { planArray } from "../document/array-documents.ts";
import type { ArrayDocumentV3, Extension } from "../v3/documents.ts";
import type { StoredShards, ZarrArray } from "../zarr-node.ts";
import type { ViewArray } from "./view-array.ts";

/**
 * Which shards are presented as shards. "common" ones are those that zarrita reads too: index at the end, no shards
 * inside, no codec beside. The chunks of others, and with "none" all chunks, are presented one by one.
 */
export type ShardsShown = "all" | "common" | "none";

/** An array whose shards are values of a store. */
interface ShardedArray extends ZarrArray {
  readonly shards: StoredShards;
  readonly metadata: ArrayDocumentV3;
}

/** The source, if its shards are to be shown. */
export function shardsToShow(source: ChunkSource, shown: ShardsShown): ShardedArray | undefined {
  if (shown === "none" || !isSharded(source)) return undefined;
  return shown === "all" || isCommon(source.metadata.codecs) ? source : undefined;
}

const KEYS = { name: "default", configuration: { separator: "/" } };

/** Its document, with other keys, and its shards untouched: a range of a shard is a range of the stored value. */
export async function viewShards(path: string, { info, metadata, shards }: ShardedArray): Promise<ViewArray> {
  const shown = { ...metadata, chunk_key_encoding: KEYS };
  const { documents, layout } = await planArray(path, info, { zarrFormat: 3, metadata: shown });
  return {
    documents,
    gridShape: gridShape({ shape: info.shape, chunkShape: info.shardShape ?? info.chunkShape }),
    keyOf: (index) => joinPath(path, chunkKey(layout.keyEncoding, index)),
    read(index, range, options) {
      const key = shards.keyOf(index);
      return range ? shards.store.getRange(key, range, options) : shards.store.get(key, options);
    },
    size: (index, options) => shards.store.size(shards.keyOf(index), options),
  };
}

function isSharded(source: ChunkSource): source is ShardedArray {
  return "zarrFormat" in source && "shards" in source && source.shards !== undefined;
}

function isCommon(codecs: readonly Extension[]): boolean {
  const [only, ...others] = codecs;
  if (typeof only !== "object" || others.length > 0) return false;
  const { index_location: indexLocation = "end", codecs: inner } = only.configuration ?? {};
  return (
    indexLocation === "end" &&
    Array.isArray(inner) &&
    inner.every((codec) => !(isJsonObject(codec) && codec.name === "sharding_indexed"))
  );
}
