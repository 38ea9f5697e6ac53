/**
 * The codec pipeline of an image, in encoding order.
 *
 * @module
 */

import type { CodecSpec } from "@chunkwright/core";
import { unsupportedTiff } from "../tiff-error.ts";
import type { IfdFields } from "../tiff-file.ts";
import { subsampling } from "./chroma-subsampling.ts";
import type { CodecTags } from "./codec-tags.ts";
import {
  COMPRESSION_CCITT_RLE,
  COMPRESSION_CCITT_RLEW,
  COMPRESSION_CCITT_T4,
  COMPRESSION_CCITT_T6,
  COMPRESSION_LERC,
  COMPRESSION_NEXT,
  COMPRESSION_PIXARLOG,
  COMPRESSION_THUNDERSCAN,
  type Compression,
  compressionOf,
  hasOwnFillOrder,
  isJpeg,
  MAX_PICTURE_RATIO,
  pictureCodec,
} from "./compression.ts";
import type { ImageLayout } from "./image-layout.ts";
import { jpegCodecs } from "./jpeg-codecs.ts";
import type { SampleType } from "./sample-type.ts";

const MAX_DEFLATE_RATIO = 1032;
const FILL_ORDER_LSB_FIRST = 2;
const PREDICTOR_NONE = 1;
const PREDICTOR_FLOATINGPOINT = 3;
/** What they difference, and at which distance in pixels. TIFF 6.0 §14; Adobe TIFF Technical Note 3; DNG 1.4, Predictor. */
const PREDICTORS: { readonly [predictor: number]: { readonly distance: number; readonly isFloat: boolean } } =
  {
    2: { distance: 1, isFloat: false },
    [PREDICTOR_FLOATINGPOINT]: { distance: 1, isFloat: true },
    34892: { distance: 2, isFloat: false },
    34893: { distance: 4, isFloat: false },
    34894: { distance: 2, isFloat: true },
    34895: { distance: 4, isFloat: true },
  };

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
  tags: CodecTags,
): ImageCodecs {
  const picture = pictureCodecs(fields, sample, littleEndian, tags);
  if (picture) {
    checkPicture(fields);
    const reversed = hasOwnFillOrder(fields.compression) ? [] : fillOrderCodecs(fields);
    return { codecs: [...picture, ...reversed], maxRatio: MAX_PICTURE_RATIO };
  }
  if (fields.compression === COMPRESSION_PIXARLOG) {
    const configuration = {
      axis: layout.sampleAxis === "last" ? -2 : -1,
      endian: littleEndian ? "little" : "big",
    };
    const codecs = [{ name: "tiff.pixarlog", configuration }, { name: "numcodecs.zlib" }];
    return { codecs: [...codecs, ...fillOrderCodecs(fields)], maxRatio: MAX_DEFLATE_RATIO };
  }
  const { codecs, maxRatio } = rowCompression(fields, sample, layout) ?? compressionOf(fields.compression);
  const elements = elementCodecs(fields, sample, layout, littleEndian);
  return { codecs: [...elements, ...codecs, ...fillOrderCodecs(fields)], maxRatio };
}

function checkPicture({ compression, imageDepth, tileDepth }: IfdFields): void {
  if (imageDepth === 1 || tileDepth === 1) return;
  const what = `compression ${compression} with TileDepth ${tileDepth}`;
  throw unsupportedTiff(`Cannot read image: it has ${what}`, what);
}

/**
 * The pipeline where each tile or strip is a picture with a header of its own, which knows about byte order, predictors
 * and subsampling; `undefined` for all other compressions.
 */
function pictureCodecs(
  fields: IfdFields,
  sample: SampleType,
  littleEndian: boolean,
  tags: CodecTags,
): readonly CodecSpec[] | undefined {
  const { compression } = fields;
  if (isJpeg(compression)) return jpegCodecs(fields, sample, tags);
  if (compression === COMPRESSION_LERC) {
    const configuration = { endian: "big" };
    return [{ name: "tiff.lerc", ...(!littleEndian && { configuration }) }, ...lercCompression(tags)];
  }
  if (tags.eer) {
    const { superResolution, ...bits } = tags.eer;
    return [
      { name: "tiff.eer", configuration: { ...bits, ...(superResolution > 0 && { superResolution }) } },
    ];
  }
  const name = pictureCodec(compression);
  return name === undefined ? undefined : [{ name }];
}

/** LercParameters, GDAL's GTiff driver. */
function lercCompression({ lercCompression = 0 }: CodecTags): readonly CodecSpec[] {
  switch (lercCompression) {
    case 0:
      return [];
    case 1:
      return [{ name: "numcodecs.zlib" }];
    case 2:
      return [{ name: "zstd" }];
    default:
      throw unsupportedTiff(
        `Cannot read image: it is LERC with additional compression ${lercCompression}`,
        `LERC with compression ${lercCompression}`,
      );
  }
}

/** A byte of a row that equals the one before takes a bit: T.6 Table 1, V0 for up to 2^24 pixels. */
const MAX_CCITT_RATIO = 2 ** 24;
/** A byte stands for up to 63 samples of 4 bits. */
const MAX_THUNDERSCAN_RATIO = 32;
/** Or of 2 bits; a row of one byte or more takes no less. */
const MAX_NEXT_RATIO = 16;

/** The schemes that code samples, not bytes, and so have to know how many make a row; `undefined` for all others. */
function rowCompression(
  { compression, t4Options, bitsPerSample }: IfdFields,
  sample: SampleType,
  { sampleAxis, chunkShape }: ImageLayout,
): Compression | undefined {
  const bits = BITS[compression];
  if (bits === undefined) return undefined;
  if (sample.bitsPerSample !== bits || sampleAxis === "last") {
    throw unsupportedTiff(
      `Cannot read image: its compression ${compression} codes single samples of ${bits} bits, not [${bitsPerSample}]`,
      `compression ${compression} of other samples`,
    );
  }
  const width = chunkShape.at(-1) ?? 0;
  switch (compression) {
    case COMPRESSION_THUNDERSCAN:
      return {
        codecs: [{ name: "tiff.thunderscan", configuration: { width } }],
        maxRatio: MAX_THUNDERSCAN_RATIO,
      };
    case COMPRESSION_NEXT:
      return { codecs: [{ name: "tiff.next", configuration: { width } }], maxRatio: MAX_NEXT_RATIO };
    default: {
      const scheme = CCITT_SCHEMES[compression]!;
      // TIFF 6.0 §11, T4Options bit 0
      const twoDimensional = scheme === "t4" && t4Options % 2 === 1;
      const configuration = { scheme, width, ...(twoDimensional && { twoDimensional }) };
      return { codecs: [{ name: "tiff.ccitt", configuration }], maxRatio: MAX_CCITT_RATIO };
    }
  }
}

/** Of the samples that they code. */
const BITS: { readonly [compression: number]: number } = {
  [COMPRESSION_CCITT_RLE]: 1,
  [COMPRESSION_CCITT_RLEW]: 1,
  [COMPRESSION_CCITT_T4]: 1,
  [COMPRESSION_CCITT_T6]: 1,
  [COMPRESSION_NEXT]: 2,
  [COMPRESSION_THUNDERSCAN]: 4,
};

/** TIFF 6.0 §10 and §11. */
const CCITT_SCHEMES: { readonly [compression: number]: string } = {
  [COMPRESSION_CCITT_RLE]: "modified-huffman",
  [COMPRESSION_CCITT_RLEW]: "modified-huffman-words",
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
  const chroma = subsampling(fields);
  if (chroma) return [{ name: "tiff.ycbcr_subsampling", configuration: { ...chroma } }];
  if (sample.convertedFrom === "rgb565" && predictor === PREDICTOR_NONE) {
    return [{ name: "tiff.rgb565", ...(!littleEndian && { configuration: { endian } }) }];
  }
  if (sample.convertedFrom !== undefined && predictor === PREDICTOR_NONE) {
    return [{ name: "tiff.converted_samples", configuration: { from: sample.convertedFrom, endian } }];
  }
  if (predictor === PREDICTOR_NONE) {
    return sample.isPacked
      ? [{ name: "tiff.packed_bits", configuration: { bitsPerSample: sample.bitsPerSample, axis } }]
      : [{ name: "bytes", configuration: { endian } }];
  }
  const { distance, isFloat } = checkedPredictor(fields, sample);
  const configuration = { axis, ...(distance > 1 && { distance }) };
  const words = wordCodecs(sample, isFloat, littleEndian);
  return isFloat
    ? // Bytes of one row are stored plane by plane, most significant first, whatever the file's byte order.
      // Adobe TIFF Technical Note 3, "Floating Point Predictor".
      [...words, { name: "tiff.float_predictor", configuration }]
    : [
        ...words,
        { name: "tiff.horizontal_differencing", configuration },
        { name: "bytes", configuration: { endian } },
      ];
}

function checkedPredictor(
  { predictor }: IfdFields,
  { dataType, isPacked, bitsPerSample, convertedFrom }: SampleType,
) {
  const known = PREDICTORS[predictor];
  if (!known) {
    throw unsupportedTiff(`Cannot read image: its predictor is ${predictor}`, `predictor ${predictor}`);
  }
  const stored = convertedFrom ?? dataType;
  const isPredictable = known.isFloat
    ? /^float|^complex64$/.test(stored)
    : /^u?int|^float(16|32|64)$|^complex_int|^complex64$/.test(stored);
  if (!isPacked && isPredictable) return known;
  const what = `predictor ${predictor} on ${convertedFrom ?? `${bitsPerSample}-bit ${dataType}`}`;
  throw unsupportedTiff(`Cannot read image: it has ${what} samples`, what);
}

/** What makes words of samples that are none: to libtiff, real and imaginary parts are one, turned around if it is swapped. */
function wordCodecs(
  { dataType, convertedFrom }: SampleType,
  isFloat: boolean,
  littleEndian: boolean,
): readonly CodecSpec[] {
  const isSwapped = dataType === "complex64" && !isFloat && !littleEndian;
  const from = convertedFrom ?? (isSwapped ? dataType : undefined);
  return from === undefined ? [] : [{ name: "tiff.sample_words", configuration: { from } }];
}

/** The pipeline for chunks whose compressor holds more bytes than are wanted. */
export function withTrailingBytes(codecs: readonly CodecSpec[]): readonly CodecSpec[] {
  const compressor = codecs.findLastIndex(({ name }) => name !== FILL_ORDER_CODEC);
  return codecs.toSpliced(compressor, 0, { name: "tiff.trailing_bytes" });
}

const FILL_ORDER_CODEC = "tiff.fill_order";

/** Bits in reverse within every stored byte. TIFF 6.0 §8, FillOrder. */
function fillOrderCodecs({ fillOrder }: IfdFields): readonly CodecSpec[] {
  return fillOrder === FILL_ORDER_LSB_FIRST ? [{ name: FILL_ORDER_CODEC }] : [];
}
