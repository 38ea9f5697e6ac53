/**
 * The codec pipeline of an image, in encoding order.
 *
 * @module
 */

import type { CodecSpec } from "@chunkwright/core";
import { unsupportedTiff } from "../tiff-error.ts";
import type { IfdFields } from "../tiff-file.ts";
import type { CodecTags } from "./codec-tags.ts";
import {
  COMPRESSION_LERC,
  COMPRESSION_PIXARLOG,
  compressionOf,
  DEFLATE,
  hasOwnFillOrder,
  isJpeg,
  MAX_PICTURE_RATIO,
  pictureCodec,
} from "./compression.ts";
import { elementCodecs } from "./element-codecs.ts";
import type { ImageLayout } from "./image-layout.ts";
import { jpegCodecs } from "./jpeg-codecs.ts";
import { rowCompression } from "./row-compression.ts";
import type { SampleType } from "./sample-type.ts";

const FILL_ORDER_LSB_FIRST = 2;

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
    const codecs = [{ name: "tiff.pixarlog", configuration }, ...DEFLATE.codecs];
    return { codecs: [...codecs, ...fillOrderCodecs(fields)], maxRatio: DEFLATE.maxRatio };
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
  if (name === undefined) return undefined;
  return [{ name, ...(name === "tiff.sgilog" && { configuration: { samples: fields.samplesPerPixel } }) }];
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
