/**
 * Truth values as bytes and back, without copying: TIFF has no type for them, and OME's "bit" packs eight into one.
 *
 * @module
 */

import { type Chunk, type ChunkSource, StorageError } from "@chunkwright/core";

/** An array of bool as one of uint8, 0 and 1. */
export function asBytes(source: ChunkSource): ChunkSource {
  return viewAs(source, "uint8", source.info.fillValue === true ? 1 : 0, (chunk) => chunk);
}

/** An array of uint8 as one of bool. Reading a chunk of it rejects with "invalid-data" for any other number. */
export function asBools(source: ChunkSource): ChunkSource {
  return viewAs(source, "bool", source.info.fillValue === 1, (chunk) => {
    const strange = chunk.data.find((value) => value > 1);
    if (strange === undefined) return chunk;
    throw new StorageError("invalid-data", `Cannot read truth values: one of them is ${strange}`, {
      format: "tiff",
    });
  });
}

type ByteChunk = Chunk<"bool" | "uint8">;

function viewAs(
  source: ChunkSource,
  dataType: "bool" | "uint8",
  fillValue: boolean | number,
  check: (chunk: ByteChunk) => ByteChunk,
): ChunkSource {
  return {
    kind: "array",
    info: { ...source.info, dataType, fillValue },
    async readChunk(index, options) {
      const chunk = await source.readChunk(index, options);
      if (!chunk) return undefined;
      if (chunk.dataType !== "bool" && chunk.dataType !== "uint8") {
        throw new TypeError(`Cannot view ${chunk.dataType} elements as ${dataType}`);
      }
      return { ...check(chunk), dataType };
    },
    async readEncodedChunk(index, options) {
      const encoded = await source.readEncodedChunk(index, options);
      return encoded && { ...encoded, dataType };
    },
  };
}
