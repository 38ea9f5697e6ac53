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
import { UsageError } from "./usage-error.ts";

export type ZarrVersion = 2 | 3;

/** What a format can do to chunks. */
export interface FormatCodecs {
  /** For messages: "Zarr v3". */
  readonly format: string;
  /** What `--compression` may name. */
  readonly compressions: readonly CompressionName[];
  /** What compresses when the source's own pipeline cannot stay. */
  readonly preset: string;
  readonly endian: "little" | "big" | "either";
  /** Codecs, beside `bytes`, that every reader of the format has. */
  readonly portable: readonly string[];
  /** The one envelope that DEFLATE has in the format, also where `gzip` is asked for; absent: either. */
  readonly deflate?: "gzip" | "numcodecs.zlib";
  /** What makes bytes of elements of any length; Zarr's codecs unless told. */
  readonly serializers?: { readonly [type in VariableDataType]?: string };
}

/** What data types of Zarr amount to, beside `bytes`: text and records have no codec of their own in documents. */
const ELEMENT_CODECS = ["vlen-utf8", "vlen-bytes", "low_bits"];

export const ZARR_CODECS: { readonly [version in ZarrVersion]: FormatCodecs } = {
  2: {
    format: "Zarr v2",
    compressions: ["zstd", "gzip", "zlib", "blosc"],
    preset: "zstd",
    endian: "either",
    portable: [
      ...ELEMENT_CODECS,
      // Not of v3, where zarr-python takes records of big-endian words for little-endian ones.
      "swap_words",
      "numcodecs.json2",
      "gzip",
      "zstd",
      "blosc",
      "numcodecs.shuffle",
      "numcodecs.zlib",
    ],
  },
  3: {
    format: "Zarr v3",
    compressions: ["zstd", "gzip", "blosc"],
    preset: "zstd",
    endian: "either",
    portable: ["transpose", ...ELEMENT_CODECS, "gzip", "zstd", "blosc"],
    deflate: "gzip",
  },
};

/** N5 4.0; gzip is what all its readers have. */
export const N5_CODECS: FormatCodecs = {
  format: "N5",
  compressions: ["gzip", "zlib", "bzip2", "xz", "zstd", "lz4", "blosc"],
  preset: "gzip",
  endian: "big",
  portable: ["n5.strings", "n5.object", "gzip", "numcodecs.zlib", "numcodecs.bz2", "blosc", "n5.lz4"],
  serializers: { string: "n5.strings", bytes: "n5.object" },
};

/** gzip is HDF5's deflate; it, its shuffle and its checksum are in every library, the others are plugins. */
export const HDF5_CODECS: FormatCodecs = {
  format: "HDF5",
  compressions: ["gzip", "lz4", "zstd", "blosc"],
  preset: "gzip",
  endian: "either",
  portable: ["vlen-utf8", "vlen-bytes", "numcodecs.zlib", "numcodecs.shuffle", "numcodecs.fletcher32"],
  deflate: "numcodecs.zlib",
};

/** What ImarisWriter writes: the second level of deflate unless told. */
export const IMARIS_CODECS: FormatCodecs = {
  format: "Imaris",
  compressions: ["gzip", "lz4"],
  preset: "gzip:2",
  endian: "little",
  portable: ["numcodecs.zlib", "numcodecs.shuffle", "hdf5.lz4"],
  deflate: "numcodecs.zlib",
};

/** What BigDataViewer's exporter writes: HDF5 as it comes with Java has no other compression. */
export const BDV_CODECS: FormatCodecs = {
  format: "BigDataViewer",
  compressions: ["gzip"],
  preset: "gzip",
  endian: "little",
  portable: ["numcodecs.zlib", "numcodecs.shuffle"],
  deflate: "numcodecs.zlib",
};

/** What libtiff reads; deflate is what all readers have. Elements stay little-endian throughout a file. */
export const TIFF_CODECS: FormatCodecs = {
  format: "TIFF",
  compressions: ["deflate", "zstd", "lzw", "packbits", "webp", "jpeg2000", "jpegxl", "jpeg"],
  preset: "deflate",
  endian: "little",
  portable: [
    "numcodecs.zlib",
    "zstd",
    "tiff.lzw",
    "tiff.packbits",
    "tiff.jpeg",
    "tiff.horizontal_differencing",
    "tiff.float_predictor",
  ],
  deflate: "numcodecs.zlib",
};

/** `auto` keeps the source's pipeline where every reader of the target has it. */
export type Compression = "auto" | ((dataType: DataType) => readonly CodecSpec[]);

type CompressionName = CompressorName | PictureName;
type CompressorName =
  | "zstd"
  | "gzip"
  | "zlib"
  | "bzip2"
  | "xz"
  | "deflate"
  | "lz4"
  | "lzw"
  | "packbits"
  | "blosc";
/** Pictures: codecs that take elements, not their bytes. */
type PictureName = "webp" | "jpeg2000" | "jpegxl" | "jpeg";

export const COMPRESSION_HELP =
  "auto (default: the source's, where all readers know it), keep (the source's own, JPEG too, into Zarr v3), none, zstd[:LEVEL], gzip[:LEVEL], blosc[:CNAME[:CLEVEL[:SHUFFLE]]]; zlib[:LEVEL] in Zarr v2 and N5, bzip2[:LEVEL] and xz in N5, lz4 in N5 and HDF5; deflate[:LEVEL], lzw, packbits, lossless webp, jpeg2000 and jpegxl, and jpeg[:QUALITY], which is not, in TIFF";

const BLOSC_NAMES = ["lz4", "lz4hc", "blosclz", "zstd", "zlib"];
const BLOSC_SHUFFLES = ["noshuffle", "shuffle", "bitshuffle"];

/** Throws `UsageError` for what is no compression, or none of the format. */
export function parseCompression(text: string, target: FormatCodecs): Compression {
  const [name = "", ...parameters] = text.split(":");
  if (name === "auto" || name === "none") {
    expectParameters(text, parameters, 0);
    return name === "auto" ? "auto" : (dataType) => [serializer(dataType, target)];
  }
  if (!(target.compressions as readonly string[]).includes(name)) {
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

/** What turns elements into bytes, in front of a compressor. */
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
    throw new UsageError(`Level "${given}" in "${text}" is no whole number from ${min} to ${max}`);
  }
  return value;
}

function expectParameters(text: string, parameters: readonly string[], most: number): void {
  if (parameters.length > most) throw new UsageError(`Too many parameters in compression "${text}"`);
}
