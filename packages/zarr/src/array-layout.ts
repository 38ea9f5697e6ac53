/**
 * What a metadata document says about an array, version left behind.
 *
 * @module
 */

import { type ArrayInfo, byteSize, elementCount } from "@chunkwright/core";
import type { ChunkKeyEncoding } from "./chunk-key.ts";
import { unsupportedDocument } from "./document-error.ts";
import type { Sharding } from "./sharding.ts";

/** Chunks (not shards) that decode to more are refused: no JavaScript engine holds them in one typed array. */
export const MAX_CHUNK_BYTES: number = 2 ** 31;

export interface ArrayLayout {
  readonly info: ArrayInfo;
  readonly keyEncoding: ChunkKeyEncoding;
  /** Where chunks lie in a shard, for arrays with `info.shardShape`. */
  readonly sharding?: Sharding;
}

/** Throws "unsupported" for chunks beyond the limit. `key` names the document. */
export function checkChunkSize(info: Pick<ArrayInfo, "dataType" | "chunkShape">, key: string): void {
  const bytes = elementCount(info.chunkShape) * byteSize(info.dataType);
  if (bytes > MAX_CHUNK_BYTES) throw unsupportedDocument(key, `a chunk of ${bytes} bytes`);
}
