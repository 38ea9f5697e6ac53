/**
 * Arrays to write: elements that depend on their position, and chunks of them.
 *
 * @module
 */

import {
  type ArrayInfo,
  bytesOf,
  type Chunk,
  type ChunkIndex,
  type ChunkSink,
  type CodecSpec,
  chunkIndices,
  chunkRegion,
  copyRegion,
  createChunk,
  type DataType,
  filledChunk,
  float16Bits,
  gridShape,
  zeroOf,
} from "@chunkwright/core";

export const DATA_TYPES: readonly DataType[] = [
  "bool",
  "int8",
  "int16",
  "int32",
  "int64",
  "uint8",
  "uint16",
  "uint32",
  "uint64",
  "float16",
  "float32",
  "float64",
  "complex64",
  "complex128",
];

export function arrayInfo(
  dataType: DataType,
  codecs: readonly CodecSpec[],
  change: Partial<ArrayInfo> = {},
): ArrayInfo {
  return {
    dataType,
    shape: [7, 10],
    chunkShape: [4, 5],
    fillValue: zeroOf(dataType),
    codecs,
    attributes: {},
    ...change,
  };
}

/** The whole array, each word another small number. */
export function sample({ dataType, shape }: ArrayInfo): Chunk {
  const chunk = createChunk(dataType, shape);
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

export async function writeSample(sink: ChunkSink): Promise<Chunk> {
  const whole = sample(sink.info);
  for (const index of chunkIndices(gridShape(sink.info))) {
    await sink.writeChunk(index, chunkOf(whole, sink.info, index));
  }
  return whole;
}

export function hexOf({ data }: Chunk): string {
  return Buffer.from(bytesOf(data)).toString("hex");
}
