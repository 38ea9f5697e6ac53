/**
 * A source that caches its decoded chunks, so that reading it again, or in another grid, decodes each once.
 *
 * @module
 */

import { checkArray } from "../check-argument.ts";
import { nominalByteSize } from "../data-type.ts";
import { elementCount } from "../grid.ts";
import type { Chunk, ChunkSource, LocatedChunkSource } from "../types.ts";
import { isLocated } from "../view/view-source.ts";
import { awaitShared } from "./await-shared.ts";
import { ByteLru } from "./byte-lru.ts";

/**
 * `source` with its most recently used chunks kept, up to `maxBytes` and at least one. A chunk asked for while it is
 * being read is read once. Callers must not write into the chunks.
 */
export function cacheChunks(source: ChunkSource, maxBytes: number): ChunkSource {
  checkArray(source, "cache chunks");
  const { kind, info } = source;
  const chunks = new ByteLru<Chunk | undefined>(maxBytes, byteLengthOf);
  const cached: ChunkSource = {
    kind,
    info,
    readEncodedChunk: (index, options) => source.readEncodedChunk(index, options),
    async readChunk(index, options) {
      const key = index.join();
      const read = () => {
        const chunk = source.readChunk(index, options);
        chunks.set(key, chunk);
        return chunk;
      };
      const known = chunks.get(key);
      return known ? awaitShared(known, options?.signal, read) : read();
    },
  };
  if (!isLocated(source)) return cached;
  // No `planChunk`: chunks read by a plan would bypass the cache.
  const located: LocatedChunkSource = {
    ...cached,
    locateChunk: (index, options) => source.locateChunk(index, options),
  };
  return located;
}

function byteLengthOf(chunk: Chunk | undefined): number {
  return chunk ? elementCount(chunk.shape) * nominalByteSize(chunk.dataType) : 0;
}
