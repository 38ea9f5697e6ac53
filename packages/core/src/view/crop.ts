/**
 * The lower corner of an array, chunk bytes untouched: hides the padding of formats that store whole chunks.
 *
 * @module
 */

import type { ChunkSource, Shape } from "../types.ts";
import { viewSource } from "./view-source.ts";

/** The first `shape` elements along each axis. Throws `RangeError` if the array is smaller. */
export function crop(source: ChunkSource, shape: Shape): ChunkSource {
  const { info } = source;
  if (shape.length !== info.shape.length || shape.some((length, axis) => length > info.shape[axis]!)) {
    throw new RangeError(`Cannot crop an array of [${info.shape}] to [${shape}]`);
  }
  return viewSource(
    {
      info: { ...info, shape },
      origin: async (index) => ({ source, index }),
      chunkShape: (own) => own,
      codecs: (own) => own,
      chunk: (own) => own,
    },
    source,
  );
}
