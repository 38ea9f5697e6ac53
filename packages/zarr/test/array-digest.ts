/**
 * The digest that expected.json holds: sha256 over all elements, C order, little-endian.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { bytesOf, type ChunkSource, readRegion } from "@chunkwright/core";

/** For arrays that fit in memory, on a little-endian host. */
export async function arrayDigest(source: ChunkSource): Promise<string> {
  const { shape } = source.info;
  const { data } = await readRegion(source, { start: shape.map(() => 0), shape });
  return createHash("sha256").update(bytesOf(data)).digest("hex");
}
