/** sha256 over all elements in C order, little-endian as every host of these tests is. */

import { createHash } from "node:crypto";
import { bytesOf, type ChunkSource, readRegion } from "@chunkwright/core";

export async function digest(source: ChunkSource): Promise<string> {
  const { shape } = source.info;
  const { data } = await readRegion(source, { start: shape.map(() => 0), shape });
  return createHash("sha256").update(bytesOf(data)).digest("hex");
}
