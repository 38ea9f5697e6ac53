/**
 * Compression schemes by their number in tag 259.
 *
 * @module
 */

import type { CodecSpec } from "@chunkwright/core";
import { unsupportedTiff } from "./tiff-error.ts";

export interface Compression {
  /** Bytes→bytes codecs, in encoding order. */
  readonly codecs: readonly CodecSpec[];
  /** Bytes that one compressed byte can stand for at most: what claims more is refused before it is decoded. */
  readonly maxRatio: number;
}

const DEFLATE: Compression = { codecs: [{ name: "numcodecs.zlib" }], maxRatio: 1032 };
/** A block of 128 KiB in 4 bytes. RFC 8878 §3.1.1.2.2, RLE_Block. */
const ZSTD: Compression = { codecs: [{ name: "zstd" }], maxRatio: 32768 };

export const COMPRESSION_NONE = 1;
export const COMPRESSION_CCITT_RLE = 2;
export const COMPRESSION_CCITT_T4 = 3;
export const COMPRESSION_CCITT_T6 = 4;
export const COMPRESSION_JPEG = 7;
export const COMPRESSION_THUNDERSCAN = 32809;

/** Of schemes that need nothing but their number. */
const COMPRESSIONS: { readonly [number: number]: Compression } = {
  [COMPRESSION_NONE]: { codecs: [], maxRatio: 1 },
  // TIFF 6.0 §13: no code stands for more than the 4096 - 258 entries of a table filled by one repeated byte.
  5: { codecs: [{ name: "tiff.lzw" }], maxRatio: 4096 },
  // Adobe Photoshop TIFF Technical Notes, "ZIP" Compression
  8: DEFLATE,
  // TIFF 6.0 §9: two bytes stand for 128
  32773: { codecs: [{ name: "tiff.packbits" }], maxRatio: 64 },
  32946: DEFLATE,
  34926: ZSTD,
  50000: ZSTD,
};

/** Of schemes that are not read, for the error to name. Numbers as registered with Adobe or listed by libtiff. */
const NAMES: { readonly [number: number]: string } = {
  6: "old-style JPEG",
  7: "JPEG",
  9: "JBIG black and white",
  10: "JBIG colour",
  32766: "NeXT",
  32771: "CCITT modified Huffman, word aligned",
  33003: "Aperio JPEG 2000 YCbCr",
  33004: "JPEG 2000 lossy",
  33005: "Aperio JPEG 2000 RGB",
  33007: "alternative JPEG",
  34661: "JBIG",
  34676: "SGI LogLuv",
  34677: "SGI LogLuv 24",
  34712: "JPEG 2000",
  34887: "LERC",
  34892: "lossy JPEG of DNG",
  34925: "LZMA",
  34927: "WebP",
  34933: "PNG",
  34934: "JPEG XR",
  48124: "Jetraw",
  50001: "WebP",
  50002: "JPEG XL",
  52546: "JPEG XL of DNG",
  65000: "EER",
};

/** Throws "unsupported", with its name where it has one, for a scheme that is not read. */
export function compressionOf(number: number): Compression {
  const compression = COMPRESSIONS[number];
  if (compression) return compression;
  const name = NAMES[number] ?? "unknown";
  throw unsupportedTiff(
    `Cannot read image: its compression is ${number} (${name})`,
    `compression ${number} (${name})`,
  );
}
