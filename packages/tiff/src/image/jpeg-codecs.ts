/**
 * The codecs of JPEG images, new style and old.
 *
 * @module
 */

import { type ByteSpan, type CodecSpec, encodeBase64 } from "@chunkwright/core";
import { unsupportedTiff } from "../tiff-error.ts";
import type { IfdFields } from "../tiff-file.ts";
import type { CodecTags, OldJpegTags } from "./codec-tags.ts";
import { COMPRESSION_OLD_JPEG } from "./compression.ts";
import { PHOTOMETRIC_YCBCR } from "./photometric.ts";
import type { SampleType } from "./sample-type.ts";

/** Each tile or strip is a JPEG stream, its tables in tag 347 for all. Adobe TIFF Technical Note 2. */
export function jpegCodecs(
  fields: IfdFields,
  { dataType }: SampleType,
  { jpegTables, oldJpeg, jpegHeader }: CodecTags,
): readonly CodecSpec[] {
  const { photometric, compression } = fields;
  const isScans = compression === COMPRESSION_OLD_JPEG && !hasStreams(oldJpeg);
  if (!(isScans ? ["uint8"] : ["uint8", "int8", "uint16", "int16"]).includes(dataType)) {
    throw unsupportedTiff(`Cannot read image: it is JPEG with ${dataType} samples`, `${dataType} JPEG`);
  }
  const color = photometric === undefined ? {} : { photometric };
  if (!isScans) {
    const configuration = { ...(jpegTables && { tables: encodeBase64(jpegTables) }), ...color };
    const header = jpegHeader && {
      name: "tiff.jpeg_header",
      configuration: { header: encodeBase64(jpegHeader) },
    };
    return [{ name: "tiff.jpeg", configuration }, ...(header ? [header] : [])];
  }
  return [{ name: "tiff.old_jpeg", configuration: { ...oldJpegTables(fields, oldJpeg), ...color } }];
}

/**
 * Whether old-style JPEG is streams rather than scans: the one of JPEGInterchangeFormat, or those that cameras put into
 * their strips, with all tables in them.
 */
function hasStreams(tags: OldJpegTags | undefined): boolean {
  if (!tags || tags.interchange) return true;
  const { quantizationTables, dcTables, acTables } = tags;
  return [quantizationTables, dcTables, acTables].every((tables) => tables.length === 0);
}

/** The stream that tag 513 points to, if there is only one tile or strip: by TIFF 6.0 §22 it holds the whole image. */
export function interchangeSpan({ oldJpeg }: CodecTags, chunks: number): ByteSpan | undefined {
  const span = oldJpeg?.interchange;
  if (!span || chunks === 1) return span;
  throw unsupportedTiff(
    `Cannot read image: it is one old-style JPEG stream in ${chunks} strips or tiles`,
    "old-style JPEG stream in several strips",
  );
}

function oldJpegTables(
  { samplesPerPixel, photometric, chromaSubsampling }: IfdFields,
  tags: OldJpegTags | undefined,
) {
  const { quantizationTables = [], dcTables = [], acTables = [], restartInterval = 0 } = tags ?? {};
  if ([quantizationTables, dcTables, acTables].some((tables) => tables.length !== samplesPerPixel)) {
    throw unsupportedTiff(
      "Cannot read image: it is old-style JPEG without a table for each component",
      "old-style JPEG without tables",
    );
  }
  const [horizontal, vertical] =
    photometric === PHOTOMETRIC_YCBCR && samplesPerPixel > 1 ? chromaSubsampling : [1, 1];
  return {
    quantizationTables: quantizationTables.map(encodeBase64),
    dcTables: dcTables.map(encodeBase64),
    acTables: acTables.map(encodeBase64),
    horizontal,
    vertical,
    restartInterval,
  };
}
