/**
 * Chunks that were never written, where one element alone cannot stand for all: the fill value of an array datatype
 * is an array.
 *
 * @module
 */

import {
  type ArrayInfo,
  type Chunk,
  type ChunkSource,
  copyRegion,
  createChunk,
  elementCount,
  filledChunk,
  type Shape,
} from "@chunkwright/core";
import type { Hdf5Context } from "../hdf5-context.ts";
import type { FillValue } from "../type/element-type.ts";

/** A chunk of `shape`, which ends with the axes of the array datatype, full of the fill value. */
export function blankChunk({ dataType }: Pick<ArrayInfo, "dataType">, fill: FillValue, shape: Shape): Chunk {
  if (!fill.elements) return filledChunk(dataType, shape, fill.value);
  const chunk = createChunk(dataType, shape);
  const total = elementCount(shape);
  const period = elementCount(fill.elements.shape);
  const flat = { ...chunk, shape: [total] } as Chunk;
  copyRegion(
    { chunk: { ...fill.elements, shape: [period] } as Chunk, start: [0] },
    { chunk: flat, start: [0] },
    [Math.min(period, total)],
  );
  for (let filled = period; filled < total; filled *= 2) {
    copyRegion({ chunk: flat, start: [0] }, { chunk: flat, start: [filled] }, [
      Math.min(filled, total - filled),
    ]);
  }
  return chunk;
}

/** `source` without absent chunks: its `info.fillValue` does not tell what they hold. */
export function blankSource({ coder }: Hdf5Context, source: ChunkSource, fill: FillValue): ChunkSource {
  const { info } = source;
  return {
    kind: "array",
    info,
    async readChunk(index, options) {
      return (await source.readChunk(index, options)) ?? blankChunk(info, fill, info.chunkShape);
    },
    async readEncodedChunk(index, options) {
      const encoded = await source.readEncodedChunk(index, options);
      return encoded ?? coder.encode(blankChunk(info, fill, info.chunkShape), info.codecs, options);
    },
  };
}
