/**
 * The `--compression` option: `auto`, `none`, or a codec with its parameters after colons.
 *
 * @module
 */

import { byteSize, type CodecSpec, type DataType, wordSize } from "@chunkwright/core";
import { UsageError } from "./usage-error.ts";

export type ZarrVersion = 2 | 3;

/** `auto` keeps the source's pipeline where every reader of the target has it. */
export type Compression = "auto" | ((dataType: DataType) => readonly CodecSpec[]);

export const COMPRESSION_HELP =
  "auto, none, zstd[:LEVEL], gzip[:LEVEL], blosc[:CNAME[:CLEVEL[:SHUFFLE]]]; with --zarr-version 2 also zlib[:LEVEL]";

const BLOSC_NAMES = ["lz4", "lz4hc", "blosclz", "zstd", "zlib"];
const BLOSC_SHUFFLES = ["noshuffle", "shuffle", "bitshuffle"];

/** Throws `UsageError` for what is no compression, or none of the Zarr version. */
export function parseCompression(text: string, version: ZarrVersion): Compression {
  const [name, ...parameters] = text.split(":");
  switch (name) {
    case "auto":
      expectParameters(text, parameters, 0);
      return "auto";
    case "none":
      expectParameters(text, parameters, 0);
      return (dataType) => [bytesCodec(dataType)];
    case "zstd":
      return withCompressor("zstd", { level: level(text, parameters, 3, -5, 22), checksum: false });
    case "gzip":
      return withCompressor("gzip", { level: level(text, parameters, 6, 0, 9) });
    case "zlib":
      if (version === 3) throw new UsageError("Zarr v3 has no zlib codec: use gzip, or --zarr-version 2");
      return withCompressor("numcodecs.zlib", { level: level(text, parameters, 6, 0, 9) });
    case "blosc":
      return blosc(text, parameters);
    default:
      throw new UsageError(`Unknown compression "${text}": choose ${COMPRESSION_HELP}`);
  }
}

/** What compresses when the source's own pipeline cannot stay. */
export function defaultCodecs(dataType: DataType): readonly CodecSpec[] {
  return [bytesCodec(dataType), { name: "zstd", configuration: { level: 3, checksum: false } }];
}

/** Codecs that every reader of a Zarr version has. */
export function isPortableCodec({ name }: CodecSpec, version: ZarrVersion): boolean {
  const names =
    version === 3
      ? ["transpose", "bytes", "gzip", "zstd", "blosc"]
      : ["bytes", "gzip", "zstd", "blosc", "numcodecs.zlib"];
  return names.includes(name);
}

function bytesCodec(dataType: DataType): CodecSpec {
  return wordSize(dataType) === 1
    ? { name: "bytes" }
    : { name: "bytes", configuration: { endian: "little" } };
}

function withCompressor(name: string, configuration: NonNullable<CodecSpec["configuration"]>): Compression {
  return (dataType) => [bytesCodec(dataType), { name, configuration }];
}

function blosc(text: string, parameters: readonly string[]): Compression {
  expectParameters(text, parameters, 3);
  const [cname = "zstd", clevel, shuffle] = parameters;
  if (!BLOSC_NAMES.includes(cname)) throw new UsageError(`Unknown blosc compressor "${cname}" in "${text}"`);
  if (shuffle !== undefined && !BLOSC_SHUFFLES.includes(shuffle)) {
    throw new UsageError(
      `Unknown blosc shuffle "${shuffle}" in "${text}": choose ${BLOSC_SHUFFLES.join(", ")}`,
    );
  }
  const effort = level(text, clevel === undefined ? [] : [clevel], 5, 0, 9);
  return (dataType) => [
    bytesCodec(dataType),
    {
      name: "blosc",
      configuration: {
        cname,
        clevel: effort,
        shuffle: shuffle ?? (byteSize(dataType) === 1 ? "noshuffle" : "shuffle"),
        typesize: byteSize(dataType),
        blocksize: 0,
      },
    },
  ];
}

function level(
  text: string,
  parameters: readonly string[],
  preset: number,
  min: number,
  max: number,
): number {
  expectParameters(text, parameters, 1);
  const [given] = parameters;
  if (given === undefined) return preset;
  const value = Number(given);
  if (given.trim() === "" || !Number.isInteger(value) || value < min || value > max) {
    throw new UsageError(`Level "${given}" in "${text}" is no whole number from ${min} to ${max}`);
  }
  return value;
}

function expectParameters(text: string, parameters: readonly string[], most: number): void {
  if (parameters.length > most) throw new UsageError(`Too many parameters in compression "${text}"`);
}
