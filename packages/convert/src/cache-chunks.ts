/**
 * A source whose decoded chunks are kept for a while, so that reading it in another grid decodes each once.
 *
 * @module
 */

import { type Chunk, type ChunkSource, elementCount, nominalByteSize } from "@chunkwright/core";

/**
 * `source` with its most recently used chunks kept, up to `byteLimit` bytes and at least one. A chunk asked for
 * while it is being read is read once. Callers must not write into the chunks.
 */
export function cacheChunks(source: ChunkSource, byteLimit: number): ChunkSource {
  const { dataType, chunkShape } = source.info;
  const capacity = Math.max(
    1,
    Math.floor(byteLimit / (elementCount(chunkShape) * nominalByteSize(dataType) || 1)),
  );
  // A Map iterates in insertion order: the first key is the one unused for longest.
  const chunks = new Map<string, Promise<Chunk | undefined>>();
  return {
    ...source,
    readChunk(index, options) {
      const key = index.join();
      const chunk = chunks.get(key) ?? source.readChunk(index, options);
      chunks.delete(key);
      chunks.set(key, chunk);
      chunk.catch(() => chunks.delete(key));
      for (const oldest of chunks.keys()) {
        if (chunks.size <= capacity) break;
        chunks.delete(oldest);
      }
      return chunk;
    },
  };
}
