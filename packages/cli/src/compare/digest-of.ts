/**
 * The digest of an array, the same in every format.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { elementsInOrder } from "@chunkwright/convert";
import type { CallOptions, ChunkSource } from "@chunkwright/core";

/** SHA-256 over all elements in C order, little-endian, absent chunks as the fill value; hexadecimal. */
export async function digestOf(source: ChunkSource, options?: CallOptions): Promise<string> {
  const hash = createHash("sha256");
  for await (const bytes of elementsInOrder(source, { ...options, shared: true })) hash.update(bytes);
  return hash.digest("hex");
}
