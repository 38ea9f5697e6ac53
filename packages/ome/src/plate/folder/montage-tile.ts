/**
 * A tile of a picture that several fields make together, as an array of its own.
 *
 * @module
 */

import { type ChunkSource, computedSource, readRegion, StorageError } from "@chunkwright/core";
import type { MontageTile } from "./plate-listing.ts";

/**
 * The tile of an array of y and x, decoded when it is read. Throws "invalid-data" for arrays that the tiles do not divide
 * evenly.
 */
export function montageTile(source: ChunkSource, tile: MontageTile, name: string): ChunkSource {
  const { codecs: _, ...info } = source.info;
  const [height = 0, width = 0, ...others] = info.shape;
  const shape = [height / tile.rows, width / tile.columns];
  if (!shape.every(Number.isInteger) || others.length > 0) {
    const fact = `${tile.rows} x ${tile.columns} tiles do not divide an array of [${info.shape}]`;
    throw new StorageError("invalid-data", `Cannot read ${name}: ${fact}`, { format: "plate" });
  }
  const start = [tile.row * shape[0]!, tile.column * shape[1]!];
  return computedSource({ ...info, shape, chunkShape: shape }, (_index, options) =>
    readRegion(source, { start, shape }, options),
  );
}
