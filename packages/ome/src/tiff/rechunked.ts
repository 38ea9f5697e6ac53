/**
 * An array in chunks of another shape, decoded: for files whose chunks do not fit together.
 *
 * @module
 */

import {
  type ChunkSource,
  chunkRegion,
  computedSource,
  jsonEquals,
  readRegion,
  resizeChunk,
  type Shape,
} from "@chunkwright/core";

/** The array itself if its chunks have that shape already. */
export function rechunked(source: ChunkSource, chunkShape: Shape): ChunkSource {
  if (jsonEquals(source.info.chunkShape, chunkShape)) return source;
  const { codecs: _, ...info } = { ...source.info, chunkShape };
  return computedSource(info, async (index, options) => {
    const chunk = await readRegion(source, chunkRegion(info, index), options);
    return resizeChunk(chunk, chunkShape, info.fillValue);
  });
}
