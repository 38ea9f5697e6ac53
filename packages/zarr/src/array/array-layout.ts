/**
 * What a metadata document says about an array, independent of the version.
 *
 * @module
 */

import { type ArrayInfo, byteSize, elementCount, isFixed, MAX_CHUNK_BYTES } from "@chunkwright/core";
import { unsupportedDocument } from "../document/document-error.ts";
import type { Sharding } from "../shard/sharding.ts";
import type { ChunkKeyEncoding } from "./chunk-key.ts";
import type { ChunkBounds } from "./rectilinear-grid.ts";

/** The least that an element of variable length takes. */
const REFERENCE_BYTES = 8;

export interface ArrayLayout {
  readonly info: ArrayInfo;
  readonly keyEncoding: ChunkKeyEncoding;
  /** Where chunks lie in a shard, for arrays with `info.shardShape`. */
  readonly sharding?: Sharding;
  /** Where stored chunks begin along each axis, if they differ in size from `info.chunkShape` and each other. */
  readonly bounds?: readonly ChunkBounds[];
}

/** Throws "unsupported" for chunks (not shards) beyond `MAX_CHUNK_BYTES`. `key` names the document. */
export function checkChunkSize(info: Pick<ArrayInfo, "dataType" | "chunkShape">, key: string): void {
  const { dataType, chunkShape } = info;
  const bytes = elementCount(chunkShape) * (isFixed(dataType) ? byteSize(dataType) : REFERENCE_BYTES);
  if (bytes > MAX_CHUNK_BYTES) throw unsupportedDocument(key, `a chunk of ${bytes} bytes`);
}
