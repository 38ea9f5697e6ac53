/**
 * N5's compression to a codec pipeline, and back.
 *
 * @module
 */

import {
  byteSize,
  type CodecSpec,
  codecsEqual,
  type DataType,
  isFixed,
  type Json,
  type JsonObject,
} from "@chunkwright/core";
import type { Compression } from "./dataset-document.ts";
import { unsupportedN5, unwritableN5 } from "./document-error.ts";

/** n5-blosc's numbers of the shuffles that Zarr v3 names. */
const SHUFFLES = ["noshuffle", "shuffle", "bitshuffle"];
/** lz4-java accepts blocks of 64 bytes or more; what z5 writes there is a level. */
const MIN_LZ4_BLOCK_SIZE = 64;

/**
 * The pipeline of an array: big-endian elements, then the compression. N5 File-system specification, items 4 and 9;
 * blosc as n5-blosc 1.1, zstd as n5-zstandard 1.0 have it; numcodecs' LZ4 and LZMA as zarr-python 2 has them. Throws "unsupported" for another type.
 */
export function codecsOfCompression(compression: Compression, dataType: DataType, key: string): CodecSpec[] {
  const compressor = compressorOf(compression, dataType, key);
  const serializer = serializerOf(dataType);
  return compressor ? [serializer, compressor] : [serializer];
}

function serializerOf(dataType: DataType): CodecSpec {
  if (dataType === "string") return { name: "n5.strings" };
  if (dataType === "bytes") return { name: "n5.object" };
  return byteSize(dataType) === 1 ? { name: "bytes" } : { name: "bytes", configuration: { endian: "big" } };
}

function compressorOf(compression: Compression, dataType: DataType, key: string): CodecSpec | undefined {
  const { type } = compression;
  switch (type) {
    case "raw":
      return undefined;
    case "gzip": {
      const { level = -1, useZlib = false } = compression;
      return { name: useZlib === true ? "numcodecs.zlib" : "gzip", configuration: { level } };
    }
    case "bzip2":
      return { name: "numcodecs.bz2", configuration: { level: compression.blockSize ?? 9 } };
    case "lzma": {
      const { type: _, ...configuration } = compression;
      return { name: "numcodecs.lzma", configuration };
    }
    case "xz":
      return { name: "numcodecs.lzma", configuration: { format: 1, preset: compression.preset ?? 6 } };
    case "lz4": {
      const { blockSize = 65536, acceleration } = compression;
      if (acceleration !== undefined) return { name: "numcodecs.lz4", configuration: { acceleration } };
      const isLevel = typeof blockSize === "number" && blockSize < MIN_LZ4_BLOCK_SIZE;
      return { name: "n5.lz4", ...(!isLevel && { configuration: { blockSize } }) };
    }
    case "blosc": {
      const { cname = "lz4", clevel = 5, shuffle = 1, blocksize = 0 } = compression;
      const named = typeof shuffle === "number" ? (SHUFFLES[shuffle] ?? shuffle) : shuffle;
      const typesize = isFixed(dataType) ? byteSize(dataType) : 1;
      return { name: "blosc", configuration: { cname, clevel, shuffle: named, typesize, blocksize } };
    }
    case "zstd":
      return { name: "zstd", configuration: { level: compression.level ?? 3, checksum: false } };
    default:
      throw unsupportedN5(key, `compression ${type}`);
  }
}

/** The compression for a pipeline. Throws "unsupported" for pipelines that N5 cannot express. */
export function printCompression(codecs: readonly CodecSpec[], dataType: DataType, key: string): Compression {
  const [serializer, compressor, ...others] = codecs;
  const wanted = serializerOf(dataType);
  if (serializer?.name !== wanted.name) {
    throw unwritableN5(key, `codec ${serializer?.name ?? "at all"} in front`);
  }
  if (!codecsEqual([serializer], [wanted], dataType)) throw unwritableN5(key, "little-endian elements");
  const [surplus] = others;
  if (surplus) throw unwritableN5(key, `codec ${surplus.name} behind ${compressor?.name}`);
  return compressor ? printCompressor(compressor, key) : { type: "raw" };
}

function printCompressor({ name, configuration = {} }: CodecSpec, key: string): Compression {
  switch (name) {
    case "gzip":
    case "numcodecs.zlib":
      return { type: "gzip", level: configuration.level ?? -1, useZlib: name === "numcodecs.zlib" };
    case "numcodecs.bz2":
      return { type: "bzip2", blockSize: configuration.level ?? 1 };
    case "numcodecs.lzma":
      if ((configuration.format ?? 1) !== 1)
        throw unwritableN5(key, `LZMA in format ${configuration.format}`);
      return { type: "xz", preset: configuration.preset ?? 6 };
    case "n5.lz4":
      return { type: "lz4", blockSize: configuration.blockSize ?? 65536 };
    case "blosc":
      return printBlosc(configuration);
    case "zstd":
      return { type: "zstd", level: configuration.level ?? 0 };
    default:
      throw unwritableN5(key, `codec ${name}`);
  }
}

function printBlosc({
  cname = "lz4",
  clevel = 5,
  shuffle = "shuffle",
  blocksize = 0,
}: JsonObject): Compression {
  return { type: "blosc", cname, clevel, shuffle: shuffleNumber(shuffle), blocksize };
}

function shuffleNumber(shuffle: Json): Json {
  const number = typeof shuffle === "string" ? SHUFFLES.indexOf(shuffle) : -1;
  return number === -1 ? shuffle : number;
}
