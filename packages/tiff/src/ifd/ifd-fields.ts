/**
 * The fields of an IFD that say what its image is, with their defaults.
 *
 * @module
 */

import type { CallOptions } from "@chunkwright/core";
import { COMPRESSION_NONE } from "../image/compression.ts";
import type { TiffContext } from "../tiff-context.ts";
import { invalidTiff } from "../tiff-error.ts";
import type { IfdFields } from "../tiff-file.ts";
import { type IfdEntries, readEntryNumbers } from "./ifd-entries.ts";
import { readIfdTexts } from "./ifd-texts.ts";
import { readIfdValues } from "./ifd-values.ts";
import { TAGS } from "./tags.ts";

/**
 * Reads the fields, with the defaults of TIFF 6.0 §8 and §19 where a field has one. Per-sample fields get one
 * entry per sample: a single value stands for all samples, as libtiff and tifffile read it.
 */
export async function readIfdFields(
  context: TiffContext,
  entries: IfdEntries,
  options?: CallOptions,
): Promise<IfdFields> {
  const samplesPerPixel = await readSamplesPerPixel(context, entries, options);
  const { numbers, real, integer, text } = await readIfdValues(context, entries, samplesPerPixel, options);
  const perSample = (tag: number, defaultValue: number): readonly number[] => {
    const values = numbers(tag);
    const only = values.length > 1 ? undefined : (values[0] ?? defaultValue);
    return only === undefined ? values : new Array<number>(samplesPerPixel).fill(only);
  };
  const compression = integer(TAGS.Compression) ?? COMPRESSION_NONE;
  // TIFF 6.0 §21, YCbCrSubSampling: 2 and 2 by default.
  const [horizontal = 2, vertical = 2] = numbers(TAGS.YCbCrSubSampling);
  return {
    width: integer(TAGS.ImageWidth),
    height: integer(TAGS.ImageLength),
    samplesPerPixel,
    bitsPerSample: perSample(TAGS.BitsPerSample, 1),
    sampleFormat: perSample(TAGS.SampleFormat, 1),
    compression,
    // Uncompressed data are not differenced: libtiff ignores the tag then, and Zeiss LSM files depend on that.
    predictor: compression === COMPRESSION_NONE ? 1 : (integer(TAGS.Predictor) ?? 1),
    // Other values than 1 and 2 are ignored, as in libtiff.
    fillOrder: integer(TAGS.FillOrder) === 2 ? 2 : 1,
    t4Options: integer(TAGS.T4Options) ?? 0,
    photometric: integer(TAGS.PhotometricInterpretation),
    planarConfiguration: integer(TAGS.PlanarConfiguration) ?? 1,
    extraSamples: numbers(TAGS.ExtraSamples),
    newSubfileType: integer(TAGS.NewSubfileType) ?? 0,
    tileWidth: integer(TAGS.TileWidth),
    tileHeight: integer(TAGS.TileLength),
    tileDepth: integer(TAGS.TileDepth) ?? 1,
    rowsPerStrip: integer(TAGS.RowsPerStrip),
    imageDepth: integer(TAGS.ImageDepth) ?? 1,
    xResolution: real(TAGS.XResolution),
    yResolution: real(TAGS.YResolution),
    resolutionUnit: integer(TAGS.ResolutionUnit) ?? 2,
    chromaSubsampling: [horizontal, vertical],
    noData: text(TAGS.GDAL_NODATA),
    ...(await readIfdTexts(context, entries, options)),
  };
}

/** SamplesPerPixel is a SHORT. TIFF 6.0 §8. */
const MAX_SAMPLES = 65535;

/** SamplesPerPixel; where it is absent, there are as many samples as BitsPerSample has values. */
async function readSamplesPerPixel(
  context: TiffContext,
  entries: IfdEntries,
  options?: CallOptions,
): Promise<number> {
  const entry = entries.get(TAGS.SamplesPerPixel);
  const stored =
    entries.inlineNumber(TAGS.SamplesPerPixel) ??
    (entry && (await readEntryNumbers(context, entry, { from: 0, to: 1 }, options))[0]);
  const samples = stored ?? entries.get(TAGS.BitsPerSample)?.count ?? 1;
  if (Number.isInteger(samples) && samples >= 0 && samples <= MAX_SAMPLES) return samples;
  throw invalidTiff(
    `Cannot read tag ${TAGS.SamplesPerPixel}: ${samples} samples`,
    entry ? { offset: entry.offset, section: "TIFF 6.0 §8" } : {},
  );
}
