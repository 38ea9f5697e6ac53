/**
 * Compression schemes by their number in tag 259.
 *
 * @module
 */

import type { CodecSpec } from "@chunkwright/core";
import { unsupportedTiff } from "../tiff-error.ts";

export interface Compression {
  /** Bytes→bytes codecs, in encoding order. */
  readonly codecs: readonly CodecSpec[];
  /** Bytes that one compressed byte can stand for at most: what claims more is refused before it is decoded. */
  readonly maxRatio: number;
}

/** RFC 1951 §3.2.5: two bits stand for 258 bytes. */
export const DEFLATE: Compression = { codecs: [{ name: "numcodecs.zlib" }], maxRatio: 1032 };
/** A block of 128 KiB in 4 bytes. RFC 8878 §3.1.1.2.2, RLE_Block. */
const ZSTD: Compression = { codecs: [{ name: "zstd" }], maxRatio: 32768 };

export const COMPRESSION_NONE = 1;
export const COMPRESSION_CCITT_RLE = 2;
export const COMPRESSION_CCITT_T4 = 3;
export const COMPRESSION_CCITT_T6 = 4;
export const COMPRESSION_LZW = 5;
export const COMPRESSION_OLD_JPEG = 6;
export const COMPRESSION_JPEG = 7;
export const COMPRESSION_LERC = 34887;
export const COMPRESSION_NEXT = 32766;
/** The number that libtiff gives run-length coding whose rows start at even bytes. */
export const COMPRESSION_CCITT_RLEW = 32771;
export const COMPRESSION_THUNDERSCAN = 32809;
export const COMPRESSION_PIXARLOG = 32909;
/** Electron events: in 8 bits a run, in 7, and in so many as tags say. */
export const COMPRESSION_EER: readonly [number, number, number] = [65000, 65001, 65002];

/** Schemes that are defined by their number alone. */
const COMPRESSIONS: { readonly [number: number]: Compression } = {
  [COMPRESSION_NONE]: { codecs: [], maxRatio: 1 },
  // TIFF 6.0 §13: no code stands for more than the 4096 - 258 entries of a table filled by one repeated byte.
  [COMPRESSION_LZW]: { codecs: [{ name: "tiff.lzw" }], maxRatio: 4096 },
  // Adobe Photoshop TIFF Technical Notes, "ZIP" Compression
  8: DEFLATE,
  // TIFF 6.0 §9: two bytes stand for 128
  32773: { codecs: [{ name: "tiff.packbits" }], maxRatio: 64 },
  32946: DEFLATE,
  // What tifffile calls PixTIFF.
  50013: DEFLATE,
  // An .xz container, of Deflate's ratio and beyond.
  34925: { codecs: [{ name: "numcodecs.lzma" }], maxRatio: 2 ** 16 },
  34926: ZSTD,
  50000: ZSTD,
};

/** Codecs of schemes whose tiles and strips are pictures, each with its own header. */
const PICTURES: { readonly [number: number]: string } = {
  // Aperio: YCbCr, and RGB
  33003: "tiff.jpeg2000",
  33004: "tiff.jpeg2000",
  33005: "tiff.jpeg2000",
  34712: "tiff.jpeg2000",
  // libtiff before 4.4 and after
  34927: "tiff.webp",
  50001: "tiff.webp",
  34933: "tiff.png",
  // libtiff and DNG 1.7
  50002: "tiff.jpegxl",
  52546: "tiff.jpegxl",
  // Hamamatsu NDPI, and as registered by Microsoft
  22610: "tiff.jpegxr",
  34934: "tiff.jpegxr",
  // TIFF-FX, and libtiff
  9: "tiff.jbig",
  34661: "tiff.jbig",
  // SGI LogLuv
  34676: "tiff.sgilog",
  34677: "tiff.sgilog24",
};

const CCITT_NUMBERS: readonly number[] = [
  COMPRESSION_CCITT_RLE,
  COMPRESSION_CCITT_T4,
  COMPRESSION_CCITT_T6,
  COMPRESSION_CCITT_RLEW,
];

/** JPEG, and what other makers call it: Adobe's lossy DNG, and scanners. */
const JPEG_NUMBERS: readonly number[] = [COMPRESSION_OLD_JPEG, COMPRESSION_JPEG, 33007, 34892];

/** Whether FillOrder does not apply to a scheme: its decoder knows the order of bits. */
export function hasOwnFillOrder(number: number): boolean {
  return isJpeg(number) || PICTURES[number] === "tiff.jbig";
}

export function isCcitt(number: number): boolean {
  return CCITT_NUMBERS.includes(number);
}

export function isJpeg(number: number): boolean {
  return JPEG_NUMBERS.includes(number);
}

/** Whether each tile or strip has a header of its own, which knows about byte order, predictors and subsampling. */
export function isPicture(number: number): boolean {
  return (
    isJpeg(number) || number === COMPRESSION_LERC || COMPRESSION_EER.includes(number) || number in PICTURES
  );
}

/** A picture of one colour takes but a few bytes. */
export const MAX_PICTURE_RATIO: number = 2 ** 24;

/** Name of the codec, if tiles and strips of compression `number` are pictures. */
export function pictureCodec(number: number): string | undefined {
  return PICTURES[number];
}

/** Names of schemes that are not read, for errors. Numbers as registered with Adobe or listed by libtiff. */
const NAMES: { readonly [number: number]: string } = {
  10: "JBIG colour",
  99: "Leaf's lossless JPEG",
  262: "Kodak's",
  32767: "Sony's ARW",
  32769: "packed raw",
  32770: "Samsung's SRW",
  32772: "Samsung's SRW 2",
  32895: "TIFF/IT continuous tone",
  32896: "TIFF/IT line work",
  32897: "TIFF/IT monochrome",
  32898: "TIFF/IT binary line art",
  32908: "Pixar's film",
  32947: "Kodak's DCS",
  34692: "LuraDocument",
  34713: "Nikon's NEF",
  34715: "JBIG2",
  34718: "Microsoft Document Imaging, binary",
  34719: "Microsoft Document Imaging, progressive",
  34720: "Microsoft Document Imaging, vector",
  48124: "Jetraw",
  65535: "Pentax's PEF",
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
