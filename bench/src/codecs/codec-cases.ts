/**
 * The codecs that are compared, each with its spelling in our pipelines and in numcodecs.
 *
 * @module
 */

import { byteSize, type CodecSpec, type DataType, type JsonObject } from "@chunkwright/core";

export interface CodecCase {
  readonly name: string;
  /** Engines of this family can do it. */
  readonly family: "zstd" | "lz4" | "blosc" | "gzip" | "zlib" | "shuffle" | "lzw";
  readonly level?: number;
  readonly directions: readonly Direction[];
  /** numcodecs' configuration, with its `id`. */
  numcodecs(dataType: DataType): JsonObject;
  spec(dataType: DataType): CodecSpec;
}

/** A native codec of Python: its library, by the name in `versions` of `python/codecs.py`, and the configuration. */
export interface NativeCodec {
  readonly library: string;
  readonly config: JsonObject;
}

/** The native codecs of a case, the reference first: its stream is what all decode. */
export function nativeCodecs(codec: CodecCase, dataType: DataType): readonly NativeCodec[] {
  const { family, level = 6 } = codec;
  const reference = {
    library: family === "lzw" ? "imagecodecs" : "numcodecs",
    config: codec.numcodecs(dataType),
  };
  return family === "zlib"
    ? [reference, { library: "libdeflate", config: { id: "libdeflate", level } }]
    : [reference];
}

/** `decode into` reuses its output, `decode` makes it anew each time. */
export type Direction = "encode" | "decode" | "decode into";

const ALL: readonly Direction[] = ["encode", "decode", "decode into"];

export const CODEC_CASES: readonly CodecCase[] = [
  ...[1, 3, 9].map((level) => withLevel("zstd", "zstd", level, { level, checksum: false })),
  {
    name: "lz4",
    family: "lz4",
    directions: ALL,
    numcodecs: () => ({ id: "lz4", acceleration: 1 }),
    spec: () => ({ name: "numcodecs.lz4", configuration: { acceleration: 1 } }),
  },
  blosc("lz4", "shuffle"),
  blosc("lz4", "bitshuffle"),
  blosc("zstd", "shuffle"),
  ...[1, 6].map((level) => withLevel("gzip", "gzip", level, { level })),
  ...[1, 6].map((level) => withLevel("zlib", "numcodecs.zlib", level, { level })),
  {
    name: "shuffle",
    family: "shuffle",
    directions: ALL,
    numcodecs: (dataType) => ({ id: "shuffle", elementsize: byteSize(dataType) }),
    spec: (dataType) => ({ name: "numcodecs.shuffle", configuration: { elementsize: byteSize(dataType) } }),
  },
  {
    name: "tiff-lzw",
    family: "lzw",
    directions: ["decode", "decode into"],
    numcodecs: () => ({ id: "tiff.lzw" }),
    spec: () => ({ name: "tiff.lzw" }),
  },
];

function withLevel(
  family: "zstd" | "gzip" | "zlib",
  name: string,
  level: number,
  configuration: JsonObject,
): CodecCase {
  return {
    name: `${family}-${level}`,
    family,
    level,
    directions: ALL,
    numcodecs: () => ({ id: family, level }),
    spec: () => ({ name, configuration }),
  };
}

function blosc(cname: "lz4" | "zstd", shuffle: "shuffle" | "bitshuffle"): CodecCase {
  const options = { cname, clevel: 5, blocksize: 0 };
  return {
    name: `blosc-${cname}-${shuffle}`,
    family: "blosc",
    directions: ALL,
    numcodecs: () => ({ id: "blosc", ...options, shuffle: shuffle === "shuffle" ? 1 : 2 }),
    spec: (dataType) => ({
      name: "blosc",
      configuration: { ...options, shuffle, typesize: byteSize(dataType) },
    }),
  };
}
