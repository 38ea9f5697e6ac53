/**
 * The codec pipeline of an image, in encoding order.
 *
 * @module
 */

import type { Bytes, CodecSpec } from "@chunkwright/core";
import {
  COMPRESSION_CCITT_RLE,
  COMPRESSION_CCITT_T4,
  COMPRESSION_CCITT_T6,
  COMPRESSION_JPEG,
  COMPRESSION_NONE,
  COMPRESSION_THUNDERSCAN,
  type Compression,
  compressionOf,
} from "./compression.ts";
import type { ImageLayout } from "./image-layout.ts";
import type { SampleType } from "./sample-type.ts";
import { invalidTiff, unsupportedTiff } from "./tiff-error.ts";
import type { IfdFields } from "./tiff-file.ts";

const PHOTOMETRIC_YCBCR = 6;
const FILL_ORDER_LSB_FIRST = 2;
const PREDICTOR_NONE = 1;
const PREDICTOR_HORIZONTAL = 2;
const PREDICTOR_FLOATINGPOINT = 3;

export interface ImageCodecs {
  readonly codecs: readonly CodecSpec[];
  /** Decoded bytes that one stored byte can stand for at most. */
  readonly maxRatio: number;
}

/** Throws "unsupported" for a compression, predictor or subsampling that is not read. */
export function imageCodecs(
  fields: IfdFields,
  sample: SampleType,
  layout: ImageLayout,
  littleEndian: boolean,
  jpegTables: Bytes | undefined,
): ImageCodecs {
  if (fields.compression === COMPRESSION_JPEG) return jpegCodecs(fields, sample, jpegTables);
  const { codecs, maxRatio } = rowCompression(fields, sample, layout) ?? compressionOf(fields.compression);
  checkSubsampling(fields);
  const elements = elementCodecs(fields, sample, layout, littleEndian);
  return { codecs: [...elements, ...codecs, ...fillOrderCodecs(fields)], maxRatio };
}

/** A byte of a row that equals the one before takes a bit: T.6 Table 1, V0 for up to 2^24 pixels. */
const MAX_CCITT_RATIO = 2 ** 24;
/** A byte stands for up to 63 samples of 4 bits. */
const MAX_THUNDERSCAN_RATIO = 32;

/** The schemes that code samples, not bytes, and so have to know how many make a row; `undefined` for all others. */
function rowCompression(
  { compression, t4Options, bitsPerSample }: IfdFields,
  sample: SampleType,
  { sampleAxis, chunkShape }: ImageLayout,
): Compression | undefined {
  const scheme = CCITT_SCHEMES[compression];
  if (scheme === undefined && compression !== COMPRESSION_THUNDERSCAN) return undefined;
  const bits = scheme === undefined ? 4 : 1;
  if (sample.bitsPerSample !== bits || sampleAxis === "last") {
    throw unsupportedTiff(
      `Cannot read image: its compression ${compression} codes single samples of ${bits} bits, not [${bitsPerSample}]`,
      `compression ${compression} of other samples`,
    );
  }
  const width = chunkShape.at(-1) ?? 0;
  if (scheme === undefined) {
    return {
      codecs: [{ name: "tiff.thunderscan", configuration: { width } }],
      maxRatio: MAX_THUNDERSCAN_RATIO,
    };
  }
  // TIFF 6.0 §11, T4Options bit 0
  const twoDimensional = scheme === "t4" && t4Options % 2 === 1;
  return {
    codecs: [
      { name: "tiff.ccitt", configuration: { scheme, width, ...(twoDimensional && { twoDimensional }) } },
    ],
    maxRatio: MAX_CCITT_RATIO,
  };
}

/** TIFF 6.0 §10 and §11. */
const CCITT_SCHEMES: { readonly [compression: number]: "modified-huffman" | "t4" | "t6" } = {
  [COMPRESSION_CCITT_RLE]: "modified-huffman",
  [COMPRESSION_CCITT_T4]: "t4",
  [COMPRESSION_CCITT_T6]: "t6",
};

/** What makes bytes of elements: predictor and byte order, or bits packed most significant first. */
function elementCodecs(
  fields: IfdFields,
  sample: SampleType,
  layout: ImageLayout,
  littleEndian: boolean,
): readonly CodecSpec[] {
  const axis = layout.sampleAxis === "last" ? -2 : -1;
  const endian = littleEndian ? "little" : "big";
  const { predictor } = fields;
  if (predictor === PREDICTOR_NONE) {
    return sample.isPacked
      ? [{ name: "tiff.packed_bits", configuration: { bitsPerSample: sample.bitsPerSample, axis } }]
      : [{ name: "bytes", configuration: { endian } }];
  }
  checkPredictor(fields, sample);
  return predictor === PREDICTOR_HORIZONTAL
    ? [
        { name: "tiff.horizontal_differencing", configuration: { axis } },
        { name: "bytes", configuration: { endian } },
      ]
    : // Bytes of one row are stored plane by plane, most significant first, whatever the file's byte order.
      // Adobe TIFF Technical Note 3, "Floating Point Predictor".
      [{ name: "tiff.float_predictor", configuration: { axis } }];
}

function checkPredictor(
  { predictor, compression }: IfdFields,
  { dataType, isPacked, bitsPerSample }: SampleType,
) {
  if (predictor !== PREDICTOR_HORIZONTAL && predictor !== PREDICTOR_FLOATINGPOINT) {
    throw unsupportedTiff(`Cannot read image: its predictor is ${predictor}`, `predictor ${predictor}`);
  }
  // libtiff ignores the tag then, tifffile obeys it, and Zeiss LSM files carry it wrongly.
  if (compression === COMPRESSION_NONE) {
    throw unsupportedTiff(
      `Cannot read image: it has predictor ${predictor} and no compression, which readers disagree on`,
      "predictor without compression",
    );
  }
  const isFloat = dataType.startsWith("float");
  const isComplex = dataType.startsWith("complex");
  if (predictor === PREDICTOR_FLOATINGPOINT ? isFloat : !isPacked && !isComplex) return;
  throw unsupportedTiff(
    `Cannot read image: it has predictor ${predictor} on ${bitsPerSample}-bit ${dataType} samples`,
    `predictor ${predictor} on ${bitsPerSample}-bit ${dataType}`,
  );
}

/** Bits in reverse within every stored byte. TIFF 6.0 §8, FillOrder. */
function fillOrderCodecs({ fillOrder }: IfdFields): readonly CodecSpec[] {
  if (fillOrder === FILL_ORDER_LSB_FIRST) return [{ name: "tiff.fill_order" }];
  if (fillOrder === 1) return [];
  throw invalidTiff(`Cannot read image: its FillOrder is ${fillOrder}`, { section: "TIFF 6.0 §8" });
}

/** Chroma samples shared by several pixels are no array of pixels. TIFF 6.0 §21, "Ordering of Component Samples". */
function checkSubsampling({ photometric, chromaSubsampling, samplesPerPixel }: IfdFields): void {
  if (photometric !== PHOTOMETRIC_YCBCR || samplesPerPixel === 1) return;
  const [horizontal, vertical] = chromaSubsampling;
  if (horizontal === 1 && vertical === 1) return;
  throw unsupportedTiff(
    `Cannot read image: its chroma is subsampled ${horizontal} x ${vertical}`,
    "YCbCrSubSampling",
  );
}

/** Each tile or strip is a JPEG stream, its tables in tag 347 for all. Adobe TIFF Technical Note 2. */
function jpegCodecs(
  { photometric, fillOrder }: IfdFields,
  { dataType }: SampleType,
  tables: Bytes | undefined,
): ImageCodecs {
  if (dataType !== "uint8") {
    throw unsupportedTiff(`Cannot read image: it is JPEG with ${dataType} samples`, `${dataType} JPEG`);
  }
  if (fillOrder !== 1)
    throw unsupportedTiff("Cannot read image: it is JPEG with FillOrder 2", "FillOrder 2 JPEG");
  const configuration = {
    ...(tables && { tables: base64(tables) }),
    ...(photometric !== undefined && { photometric }),
  };
  return { codecs: [{ name: "tiff.jpeg", configuration }], maxRatio: MAX_JPEG_RATIO };
}

/** An 8 x 8 block takes at least 2 bits, or none after an end-of-band run: a bound far beyond real streams. */
const MAX_JPEG_RATIO = 65536;

function base64(bytes: Bytes): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
