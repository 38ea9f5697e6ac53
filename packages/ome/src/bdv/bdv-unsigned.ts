/**
 * BigDataViewer's unsigned pixels, which its files call signed: Java has no other 16-bit integers that HDF5 knows.
 *
 * @module
 */

import type { Chunk, ChunkSource, LocatedChunkSource } from "@chunkwright/core";
import { isLocated } from "@chunkwright/core";

/** An int16 array as the uint16 that its bits are; any other array as it is. Encoded bytes stay the same. */
export function asUnsigned(source: ChunkSource): ChunkSource {
  const { info } = source;
  if (info.dataType !== "int16") return source;
  const fillValue = Number(info.fillValue);
  const unsigned: ChunkSource = {
    kind: "array",
    info: { ...info, dataType: "uint16", fillValue: fillValue < 0 ? fillValue + 65536 : fillValue },
    async readChunk(index, options) {
      const chunk = await source.readChunk(index, options);
      return chunk && unsignedChunk(chunk);
    },
    async readEncodedChunk(index, options) {
      const encoded = await source.readEncodedChunk(index, options);
      return encoded && { ...encoded, dataType: "uint16" };
    },
  };
  if (!isLocated(source)) return unsigned;
  const located: LocatedChunkSource = {
    ...unsigned,
    locateChunk: (index, options) => source.locateChunk(index, options),
    ...(source.planChunk && { planChunk: (index, options) => source.planChunk!(index, options) }),
  };
  return located;
}

function unsignedChunk(chunk: Chunk): Chunk {
  if (chunk.dataType !== "int16") return chunk;
  const { buffer, byteOffset, length } = chunk.data;
  return { dataType: "uint16", shape: chunk.shape, data: new Uint16Array(buffer, byteOffset, length) };
}
