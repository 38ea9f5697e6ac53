/**
 * The codecs of each format that is written, and those that every reader of it has.
 *
 * @module
 */

import type { VariableDataType } from "@chunkwright/core";

export type ZarrVersion = 2 | 3;

/** The codecs of a format. */
export interface FormatCodecs {
  /** For messages: "Zarr v3". */
  readonly format: string;
  /** What `--compression` may name. */
  readonly compressions: readonly CompressionName[];
  /** The compression if the source's own pipeline cannot be kept. */
  readonly preset: string;
  readonly endian: "little" | "big" | "either";
  /** Codecs, beside `bytes`, that every reader of the format has. */
  readonly portable: readonly string[];
  /** The only envelope for DEFLATE in the format, even if `gzip` is requested; absent: either. */
  readonly deflate?: "gzip" | "numcodecs.zlib";
  /** Turns elements of variable length into bytes; Zarr's codecs by default. */
  readonly serializers?: { readonly [type in VariableDataType]?: string };
}

/** As `--compression` names them. */
type CompressionName = CompressorName | PictureName;
export type CompressorName =
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
/** Image codecs, which take elements instead of bytes. */
type PictureName = "webp" | "jpeg2000" | "jpegxl" | "jpeg";

/** Codecs that Zarr's data types imply, beside `bytes`: documents do not name them. */
const ELEMENT_CODECS = ["vlen-utf8", "vlen-bytes", "low_bits"];

export const ZARR_CODECS: { readonly [version in ZarrVersion]: FormatCodecs } = {
  2: {
    format: "Zarr v2",
    compressions: ["zstd", "gzip", "zlib", "blosc"],
    preset: "zstd",
    endian: "either",
    portable: [
      ...ELEMENT_CODECS,
      // Not for v3, where zarr-python reads big-endian records as little-endian.
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

/** What ImarisWriter writes: the second level of deflate by default. */
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
