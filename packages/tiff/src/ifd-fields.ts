/**
 * The fields of an IFD that say what its image is, read when the IFD is opened.
 *
 * @module
 */

import type { CallOptions } from "@chunkwright/core";
import { type IfdEntry, readEntryBytes, readEntryNumbers } from "./ifd-entries.ts";
import { TAGS } from "./tags.ts";
import { decodeText } from "./text.ts";
import type { TiffContext } from "./tiff-context.ts";
import { invalidTiff } from "./tiff-error.ts";
import type { IfdFields } from "./tiff-file.ts";

/** SamplesPerPixel is a SHORT. TIFF 6.0 §8. */
const MAX_SAMPLES = 65535;

/**
 * Reads the fields, with the defaults of TIFF 6.0 §8 and §19 where a field has one. Per-sample fields get one
 * entry per sample: a single value stands for all samples, as libtiff and tifffile read it.
 */
export async function readIfdFields(
  context: TiffContext,
  entries: ReadonlyMap<number, IfdEntry>,
  options?: CallOptions,
): Promise<IfdFields> {
  const numbers = async (tag: number, maxCount: number): Promise<readonly number[]> => {
    const entry = entries.get(tag);
    return entry ? [...(await readEntryNumbers(context, entry, { from: 0, to: maxCount }, options))] : [];
  };
  const integer = async (tag: number): Promise<number | undefined> => {
    const [value] = await numbers(tag, 1);
    if (value === undefined || (Number.isInteger(value) && value >= 0)) return value;
    throw invalidTiff(`Cannot read tag ${tag}: it is ${value}, not a whole number`, place(entries.get(tag)));
  };
  const real = async (tag: number): Promise<number | undefined> => (await numbers(tag, 1))[0];
  const text = async (tag: number): Promise<string | undefined> => {
    const entry = entries.get(tag);
    if (entry?.type.byteLength !== 1) return undefined;
    const all = decodeText(await readEntryBytes(context, entry, 0, entry.count, options));
    const nul = all.indexOf("\0");
    return nul < 0 ? all : all.slice(0, nul);
  };

  const samplesPerPixel = (await integer(TAGS.SamplesPerPixel)) ?? 1;
  if (samplesPerPixel > MAX_SAMPLES) {
    throw invalidTiff(
      `Cannot read tag ${TAGS.SamplesPerPixel}: ${samplesPerPixel} samples`,
      place(entries.get(TAGS.SamplesPerPixel)),
    );
  }
  const perSample = async (tag: number, defaultValue: number): Promise<readonly number[]> => {
    const values = await numbers(tag, samplesPerPixel);
    const only = values.length > 1 ? undefined : (values[0] ?? defaultValue);
    return only === undefined ? values : new Array<number>(samplesPerPixel).fill(only);
  };
  return {
    width: await integer(TAGS.ImageWidth),
    height: await integer(TAGS.ImageLength),
    samplesPerPixel,
    bitsPerSample: await perSample(TAGS.BitsPerSample, 1),
    sampleFormat: await perSample(TAGS.SampleFormat, 1),
    compression: (await integer(TAGS.Compression)) ?? 1,
    predictor: (await integer(TAGS.Predictor)) ?? 1,
    fillOrder: (await integer(TAGS.FillOrder)) ?? 1,
    t4Options: (await integer(TAGS.T4Options)) ?? 0,
    photometric: await integer(TAGS.PhotometricInterpretation),
    planarConfiguration: (await integer(TAGS.PlanarConfiguration)) ?? 1,
    extraSamples: await numbers(TAGS.ExtraSamples, MAX_SAMPLES),
    newSubfileType: (await integer(TAGS.NewSubfileType)) ?? 0,
    tileWidth: await integer(TAGS.TileWidth),
    tileHeight: await integer(TAGS.TileLength),
    rowsPerStrip: await integer(TAGS.RowsPerStrip),
    imageDepth: (await integer(TAGS.ImageDepth)) ?? 1,
    xResolution: await real(TAGS.XResolution),
    yResolution: await real(TAGS.YResolution),
    resolutionUnit: (await integer(TAGS.ResolutionUnit)) ?? 2,
    chromaSubsampling: await chromaSubsampling(numbers),
    description: await text(TAGS.ImageDescription),
    software: await text(TAGS.Software),
    dateTime: await text(TAGS.DateTime),
    noData: await text(TAGS.GDAL_NODATA),
  };
}

/** Two values, 2 and 2 unless told. TIFF 6.0 §21, YCbCrSubSampling. */
async function chromaSubsampling(
  numbers: (tag: number, maxCount: number) => Promise<readonly number[]>,
): Promise<readonly [horizontal: number, vertical: number]> {
  const [horizontal = 2, vertical = 2] = await numbers(TAGS.YCbCrSubSampling, 2);
  return [horizontal, vertical];
}

function place(entry: IfdEntry | undefined) {
  return entry ? { offset: entry.offset, section: "TIFF 6.0 §8" } : {};
}
