/**
 * Arrays to write.
 *
 * @module
 */

import {
  type ArrayInfo,
  type CodecSpec,
  type DataType,
  type FixedDataType,
  NUMERIC_DATA_TYPES,
  type NumericDataType,
  zeroOf,
} from "@chunkwright/core";

/** What N5 has no data types for, but numbers that carry it. */
export const CARRIED: readonly FixedDataType[] = ["bool", "float16", "complex64", "complex128", "r24"];

/** What N5 has itself. */
export const DATA_TYPES: readonly NumericDataType[] = NUMERIC_DATA_TYPES.filter(
  (type) => !CARRIED.includes(type),
);

export const BIG: CodecSpec = { name: "bytes", configuration: { endian: "big" } };

/** Every compression that is written, by N5's name. */
export const COMPRESSORS: { readonly [name: string]: CodecSpec | undefined } = {
  raw: undefined,
  gzip: { name: "gzip", configuration: { level: 1 } },
  zlib: { name: "numcodecs.zlib", configuration: { level: 4 } },
  bzip2: { name: "numcodecs.bz2", configuration: { level: 9 } },
  xz: { name: "numcodecs.lzma", configuration: { format: 1, preset: 1 } },
  lz4: { name: "n5.lz4", configuration: { blockSize: 1024 } },
  blosc: {
    name: "blosc",
    configuration: { cname: "lz4", clevel: 5, shuffle: "shuffle", blocksize: 0 },
  },
  bloscZstd: {
    name: "blosc",
    configuration: { cname: "zstd", clevel: 1, shuffle: "bitshuffle", blocksize: 0 },
  },
  zstd: { name: "zstd", configuration: { level: 3 } },
};

export function arrayInfo(
  dataType: DataType,
  compressor: CodecSpec | undefined,
  change: Partial<ArrayInfo> = {},
): ArrayInfo {
  return {
    dataType,
    shape: [7, 10],
    chunkShape: [4, 6],
    fillValue: zeroOf(dataType),
    codecs: compressor ? [BIG, compressor] : [BIG],
    attributes: {},
    ...change,
  };
}
