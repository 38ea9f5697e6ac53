/** Arrays to write. */

import {
  type ArrayInfo,
  type Chunk,
  type ChunkIndex,
  type ChunkSink,
  type CodecSpec,
  type DataType,
  NUMERIC_DATA_TYPES,
  zeroOf,
} from "@chunkwright/core";
import { writeSample as writeChunks } from "@chunkwright/testkit";

export const DATA_TYPES: readonly DataType[] = [...NUMERIC_DATA_TYPES, "r24"];

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

/** Writes all chunks of a sample but those that `isAbsent`, and closes; resolves with what a reader should see. */
export async function writeSample(
  sink: ChunkSink,
  isAbsent?: (index: ChunkIndex) => boolean,
): Promise<Chunk> {
  const whole = await writeChunks(sink, isAbsent);
  await sink.close();
  return whole;
}
