/**
 * The `--compression` option: `auto`, `none`, or a codec with its parameters after colons.
 *
 * @module
 */

import type { ArrayChoices } from "@chunkwright/convert";
import {
  type ArrayInfo,
  byteSize,
  type CodecSpec,
  type DataType,
  isFixed,
  type VariableDataType,
  wordSize,
} from "@chunkwright/core";
import { UsageError } from "../usage-error.ts";
import type { CompressorName, FormatCodecs } from "./format-codecs.ts";

/** `auto` keeps the source's pipeline if every reader of the target supports it. */
export type Compression = "auto" | ((dataType: DataType) => readonly CodecSpec[]);

export const COMPRESSION_HELP =
  "auto (default: the source's if all readers know it), keep (the source's, even JPEG; Zarr v3 only), none, zstd[:LEVEL], gzip[:LEVEL], blosc[:CNAME[:CLEVEL[:SHUFFLE]]]; in Zarr v2 and N5 also zlib[:LEVEL]; in N5 bzip2[:LEVEL], xz; in N5 and HDF5 lz4; in TIFF deflate[:LEVEL], lzw, packbits, lossless webp, jpeg2000, jpegxl, and lossy jpeg[:QUALITY]";

const BLOSC_NAMES = ["lz4", "lz4hc", "blosclz", "zstd", "zlib"];
const BLOSC_SHUFFLES = ["noshuffle", "shuffle", "bitshuffle"];

/** Throws `UsageError` for what is not a compression, or not one of the format. */
export function parseCompression(text: string, target: FormatCodecs): Compression {
  const [name = "", ...parameters] = text.split(":");
  if (name === "auto" || name === "none") {
    expectParameters(text, parameters, 0);
    return name === "auto" ? "auto" : (dataType) => [serializer(dataType, target)];
  }
  if (!(target.compressions as readonly string[]).includes(name)) {
    if (name === "keep") {
      throw new UsageError(
        `Compression keep is for Zarr v3: auto, the default, keeps what all readers of ${target.format} know`,
      );
    }
    const choices = ["auto", "none", ...target.compressions].join(", ");
    throw new UsageError(`${target.format} has no compression "${name}": choose ${choices}`);
  }
  if (name === "webp" || name === "jpeg2000" || name === "jpegxl") {
    expectParameters(text, parameters, 0);
    return () => [{ name: `tiff.${name}` }];
  }
  if (name === "jpeg") {
    const quality = level(text, parameters, 90, 1, 100);
    return () => [{ name: "tiff.jpeg", configuration: { quality } }];
  }
  const compressor = parseCompressor(name as CompressorName, text, parameters, target);
  return (dataType) => [serializer(dataType, target), compressor(dataType)];
}

type Compressor = (dataType: DataType) => CodecSpec;

function parseCompressor(
  name: CompressorName,
  text: string,
  parameters: readonly string[],
  { deflate = "gzip" }: FormatCodecs,
): Compressor {
  switch (name) {
    case "zstd":
      return always("zstd", { level: level(text, parameters, 3, -5, 22), checksum: false });
    case "gzip":
      return always(deflate, { level: level(text, parameters, 6, 0, 9) });
    case "zlib":
    case "deflate":
      return always("numcodecs.zlib", { level: level(text, parameters, 6, 0, 9) });
    case "bzip2":
      return always("numcodecs.bz2", { level: level(text, parameters, 9, 1, 9) });
    case "xz":
      expectParameters(text, parameters, 0);
      return always("numcodecs.lzma", { format: 1, preset: 1 });
    case "lz4":
      expectParameters(text, parameters, 0);
      return always("n5.lz4", { blockSize: 65536 });
    case "lzw":
    case "packbits":
      expectParameters(text, parameters, 0);
      return always(`tiff.${name}`);
    case "blosc":
      return blosc(text, parameters);
  }
}

type CodecChoices = Pick<ArrayChoices, "codecs" | "fallbackCodecs" | "isPortable"> & {
  readonly respell: NonNullable<ArrayChoices["respell"]>;
};

/** The pipelines that an array may be given; see `ArrayChoices`. */
export function codecChoices(
  compression: Compression,
  { dataType }: ArrayInfo,
  target: FormatCodecs,
): CodecChoices {
  const preset = parseCompression(target.preset, target);
  return {
    codecs: compression === "auto" ? undefined : compression(dataType),
    fallbackCodecs: preset === "auto" ? [] : preset(dataType),
    isPortable: ({ name, configuration }) =>
      name === "bytes"
        ? target.endian === "either" ||
          (isFixed(dataType) && wordSize(dataType) === 1) ||
          (configuration?.endian ?? "little") === target.endian
        : target.portable.includes(name),
    respell: (codec) => (target.deflate && isDeflate(codec) ? { ...codec, name: target.deflate } : codec),
  };
}

function isDeflate({ name }: CodecSpec): boolean {
  return name === "gzip" || name === "numcodecs.zlib";
}

/** The codecs that turn elements into bytes, in front of a compressor. */
function serializer(dataType: DataType, { endian, serializers }: FormatCodecs): CodecSpec {
  if (!isFixed(dataType)) return { name: serializers?.[dataType] ?? VARIABLE_SERIALIZERS[dataType] };
  return wordSize(dataType) === 1
    ? { name: "bytes" }
    : { name: "bytes", configuration: { endian: endian === "big" ? "big" : "little" } };
}

const VARIABLE_SERIALIZERS: { readonly [type in VariableDataType]: string } = {
  string: "vlen-utf8",
  bytes: "vlen-bytes",
  json: "numcodecs.json2",
};

function always(name: string, configuration?: NonNullable<CodecSpec["configuration"]>): Compressor {
  return () => ({ name, ...(configuration && { configuration }) });
}

function blosc(text: string, parameters: readonly string[]): Compressor {
  expectParameters(text, parameters, 3);
  const [cname = "zstd", clevel, shuffle] = parameters;
  if (!BLOSC_NAMES.includes(cname)) throw new UsageError(`Unknown blosc compressor "${cname}" in "${text}"`);
  if (shuffle !== undefined && !BLOSC_SHUFFLES.includes(shuffle)) {
    throw new UsageError(
      `Unknown blosc shuffle "${shuffle}" in "${text}": choose ${BLOSC_SHUFFLES.join(", ")}`,
    );
  }
  const effort = level(text, clevel === undefined ? [] : [clevel], 5, 0, 9);
  return (dataType) => {
    const typesize = isFixed(dataType) ? byteSize(dataType) : 1;
    const suited = typesize === 1 ? "noshuffle" : "shuffle";
    return {
      name: "blosc",
      configuration: { cname, clevel: effort, shuffle: shuffle ?? suited, typesize, blocksize: 0 },
    };
  };
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
    throw new UsageError(`Level "${given}" in "${text}" is not a whole number from ${min} to ${max}`);
  }
  return value;
}

function expectParameters(text: string, parameters: readonly string[], most: number): void {
  if (parameters.length > most) throw new UsageError(`Too many parameters in compression "${text}"`);
}
