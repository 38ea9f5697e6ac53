/**
 * Sample arrays whose elements depend on their position.
 *
 * @module
 */

import {
  type ArrayInfo,
  type Chunk,
  type ChunkIndex,
  type ChunkSink,
  chunkIndices,
  chunkRegion,
  copyRegion,
  elementCount,
  filledChunk,
  float16Bits,
  gridShape,
  isFixed,
  zeroOf,
} from "@chunkwright/core";

/** A whole array of small numbers that differ from their neighbours, so that misplaced ones are noticed. */
export function sampleArray({ dataType, shape }: Pick<ArrayInfo, "dataType" | "shape">): Chunk {
  const chunk = filledChunk(dataType, shape, zeroOf(dataType));
  if (!isFixed(dataType)) {
    const words = Array.from({ length: elementCount(shape) }, (_, i) =>
      dataType === "bytes" ? new Uint8Array(i % 7).fill(i) : "é".repeat(i % 5) + i,
    );
    return { dataType, shape, data: words } as Chunk;
  }
  const { data } = chunk;
  for (let i = 0; i < data.length; i += 1) {
    const value = dataType === "bool" ? (i % 3) & 1 : (i * 37 + 5) % 101;
    if (data instanceof BigInt64Array || data instanceof BigUint64Array) data[i] = BigInt(value);
    else data[i] = dataType === "float16" ? float16Bits(value) : value;
  }
  return chunk;
}

/** Chunk `index` of a whole array, padded with its fill value. */
export function chunkOf(whole: Chunk, info: ArrayInfo, index: ChunkIndex): Chunk {
  const { start, shape } = chunkRegion(info, index);
  const chunk = filledChunk(info.dataType, info.chunkShape, info.fillValue);
  copyRegion({ chunk: whole, start }, { chunk, start: shape.map(() => 0) }, shape);
  return chunk;
}

/** Writes the chunks of a sample, except those for which `isAbsent`, and returns the whole. The sink stays open. */
export async function writeSample(
  sink: ChunkSink,
  isAbsent: (index: ChunkIndex) => boolean = () => false,
): Promise<Chunk> {
  const whole = sampleArray(sink.info);
  for (const index of chunkIndices(gridShape(sink.info))) {
    if (!isAbsent(index)) await sink.writeChunk(index, chunkOf(whole, sink.info, index));
  }
  return whole;
}
