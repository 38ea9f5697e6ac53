/**
 * Keys of chunks, relative to their array.
 *
 * @module
 */

import type { ChunkIndex } from "@chunkwright/core";

/** How a chunk index becomes a key. Zarr v3 chunk-key-encodings "default" and "v2"; v2 arrays always use the latter. */
export interface ChunkKeyEncoding {
  readonly name: "default" | "v2";
  readonly separator: "." | "/";
}

/** The key of chunk `index`; a 0-d array's only chunk is "c" in the default encoding, "0" in that of v2. */
export function chunkKey({ name, separator }: ChunkKeyEncoding, index: ChunkIndex): string {
  if (name === "default") return ["c", ...index].join(separator);
  return index.length === 0 ? "0" : index.join(separator);
}

export function isSeparator(value: unknown): value is "." | "/" {
  return value === "." || value === "/";
}
