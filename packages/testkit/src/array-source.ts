/**
 * Arrays in memory as chunk sources and sinks, for tests of chunk arithmetic.
 *
 * @module
 */

import {
  type ArrayInfo,
  bytesOf,
  type Chunk,
  type ChunkIndex,
  type ChunkSink,
  chunkRegion,
  copyRegion,
  createChunk,
  type EncodedChunk,
  filledChunk,
  type LocatedChunkSource,
} from "@chunkwright/core";

/** A source whose chunks are parts of an array in memory; those for which `absent` is true are not stored. */
export function arraySource(
  array: Chunk,
  chunkShape: readonly number[],
  absent: (index: ChunkIndex) => boolean = () => false,
): LocatedChunkSource & { readonly reads: ChunkIndex[] } {
  const info: ArrayInfo = {
    dataType: array.dataType,
    shape: array.shape,
    chunkShape,
    fillValue: 7,
    codecs: [{ name: "bytes", configuration: { endian: "little" } }],
    attributes: {},
  };
  const reads: ChunkIndex[] = [];
  return {
    kind: "array",
    info,
    reads,
    async readChunk(index) {
      reads.push(index);
      if (absent(index)) return undefined;
      const chunk = filledChunk(info.dataType, chunkShape, 99);
      const region = chunkRegion(info, index);
      copyRegion(
        { chunk: array, start: region.start },
        { chunk, start: chunkShape.map(() => 0) },
        region.shape,
      );
      return chunk;
    },
    async readEncodedChunk(index) {
      const chunk = await this.readChunk(index);
      return (
        chunk && {
          bytes: bytesOf(chunk.data),
          dataType: info.dataType,
          shape: chunkShape,
          codecs: info.codecs,
        }
      );
    },
    async locateChunk(index) {
      return absent(index)
        ? undefined
        : { key: index.join("/"), offset: 0, shape: chunkShape, codecs: info.codecs };
    },
  };
}

/** Elements 0, 1, 2 ... of a uint16 array. */
export function counting(shape: readonly number[]): Chunk {
  const chunk = createChunk("uint16", shape);
  for (let i = 0; i < chunk.data.length; i += 1) chunk.data[i] = i;
  return chunk;
}

/** A sink that keeps the chunks written to it, by index. */
export function arraySink(info: ArrayInfo): ChunkSink & {
  readonly chunks: Map<string, Chunk>;
  readonly encoded: Map<string, EncodedChunk>;
} {
  const chunks = new Map<string, Chunk>();
  const encoded = new Map<string, EncodedChunk>();
  return {
    info,
    chunks,
    encoded,
    async writeChunk(index, chunk) {
      chunks.set(index.join(), chunk);
    },
    async writeEncodedChunk(index, bytes) {
      encoded.set(index.join(), bytes);
    },
    async close() {},
  };
}
