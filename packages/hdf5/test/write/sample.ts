/** Arrays to write: elements that depend on their position. */

import {
  type ArrayInfo,
  byteSize,
  bytesOf,
  type Chunk,
  type ChunkSink,
  type CodecSpec,
  chunkIndices,
  chunkRegion,
  copyRegion,
  createChunk,
  type DataType,
  elementCount,
  gridShape,
  isFixed,
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
  "r24",
];

export const LITTLE: CodecSpec = { name: "bytes", configuration: { endian: "little" } };
export const BIG: CodecSpec = { name: "bytes", configuration: { endian: "big" } };

const ZLIB: CodecSpec = { name: "numcodecs.zlib", configuration: { level: 4 } };

/** What HDF5 has filters for, by a name for each; those that libhdf5 has itself first. */
export const PIPELINES: { readonly [name: string]: readonly CodecSpec[] } = {
  none: [],
  deflate: [ZLIB],
  shuffle: [{ name: "numcodecs.shuffle" }, ZLIB],
  fletcher32: [{ name: "numcodecs.shuffle" }, ZLIB, { name: "hdf5.fletcher32" }],
  lzf: [{ name: "hdf5.lzf" }],
  lz4: [{ name: "hdf5.lz4", configuration: { blocksize: 0 } }],
  zstd: [{ name: "zstd", configuration: { level: 3, checksum: false } }],
  blosc: [
    { name: "blosc", configuration: { cname: "zstd", clevel: 5, shuffle: "bitshuffle", blocksize: 0 } },
  ],
  bitshuffle: [{ name: "hdf5.bitshuffle" }],
  bitshuffleLz4: [{ name: "hdf5.bitshuffle", configuration: { compressor: "lz4" } }],
  bitshuffleZstd: [{ name: "hdf5.bitshuffle", configuration: { compressor: "zstd", level: 3 } }],
};

/** Edge chunks along both axes. */
export function arrayInfo(dataType: DataType, change: Partial<ArrayInfo> = {}): ArrayInfo {
  return {
    dataType,
    shape: [11, 13],
    chunkShape: [4, 5],
    fillValue: zeroOf(dataType),
    codecs: [LITTLE],
    attributes: {},
    ...change,
  };
}

/** The whole array: bytes that repeat after a while; 0 and 1 for booleans. */
export function sample({ dataType, shape }: Pick<ArrayInfo, "dataType" | "shape">): Chunk {
  const chunk = createChunk(dataType, shape);
  if (!isFixed(dataType)) {
    const text = (i: number) => "é".repeat(i % 5) + i;
    const values = Array.from({ length: elementCount(shape) }, (_, i) =>
      dataType === "bytes" ? new Uint8Array(i % 7).fill(i) : text(i),
    );
    return { dataType, shape, data: values } as Chunk;
  }
  const bytes = bytesOf(chunk.data);
  const size = byteSize(dataType);
  for (let i = 0; i < bytes.length; i += 1) {
    // No exponents of all ones: there are many numbers that are none, and readers may change one into another.
    bytes[i] = dataType === "bool" ? Number(i % 3 === 0) : (i * 7 + Math.floor(i / size)) % 113;
  }
  return chunk;
}

/** Writes all chunks but those that `isAbsent`, and closes; resolves with what a reader should see. */
export async function writeSample(
  sink: ChunkSink,
  isAbsent: (index: readonly number[]) => boolean = () => false,
): Promise<Chunk> {
  const { info } = sink;
  const whole = sample(info);
  for (const index of chunkIndices(gridShape(info))) {
    if (isAbsent(index)) continue;
    const chunk = createChunk(info.dataType, info.chunkShape);
    const { start, shape } = chunkRegion(info, index);
    copyRegion({ chunk: whole, start }, { chunk, start: start.map(() => 0) }, shape);
    await sink.writeChunk(index, chunk);
  }
  await sink.close();
  return whole;
}
