/**
 * The fields of an IFD that say what its image is, read when the IFD is opened.
 *
 * @module
 */

import type { Bytes, CallOptions } from "@chunkwright/core";
import { type IfdEntry, readEntryBytes } from "./ifd-entries.ts";
import { decodeNumbers, type TagType } from "./tag-value.ts";
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
  const stored = await readValues(context, entries, options);
  const numbers = (tag: number, maxCount: number): readonly number[] => {
    const value = stored.get(tag);
    if (!value) return [];
    const { type, bytes } = value;
    return [...decodeNumbers(type, bytes.subarray(0, maxCount * type.byteLength), context.littleEndian)];
  };
  const integer = (tag: number): number | undefined => {
    const [value] = numbers(tag, 1);
    if (value === undefined || (Number.isInteger(value) && value >= 0)) return value;
    throw invalidTiff(`Cannot read tag ${tag}: it is ${value}, not a whole number`, place(entries.get(tag)));
  };
  const real = (tag: number): number | undefined => numbers(tag, 1)[0];
  const text = (tag: number): string | undefined => {
    const value = stored.get(tag);
    if (value?.type.byteLength !== 1) return undefined;
    const all = decodeText(value.bytes);
    const nul = all.indexOf("\0");
    return nul < 0 ? all : all.slice(0, nul);
  };

  const samplesPerPixel = integer(TAGS.SamplesPerPixel) ?? 1;
  if (samplesPerPixel > MAX_SAMPLES) {
    throw invalidTiff(
      `Cannot read tag ${TAGS.SamplesPerPixel}: ${samplesPerPixel} samples`,
      place(entries.get(TAGS.SamplesPerPixel)),
    );
  }
  const perSample = (tag: number, defaultValue: number): readonly number[] => {
    const values = numbers(tag, samplesPerPixel);
    const only = values.length > 1 ? undefined : (values[0] ?? defaultValue);
    return only === undefined ? values : new Array<number>(samplesPerPixel).fill(only);
  };
  return {
    width: integer(TAGS.ImageWidth),
    height: integer(TAGS.ImageLength),
    samplesPerPixel,
    bitsPerSample: perSample(TAGS.BitsPerSample, 1),
    sampleFormat: perSample(TAGS.SampleFormat, 1),
    compression: integer(TAGS.Compression) ?? 1,
    predictor: integer(TAGS.Predictor) ?? 1,
    fillOrder: integer(TAGS.FillOrder) ?? 1,
    t4Options: integer(TAGS.T4Options) ?? 0,
    photometric: integer(TAGS.PhotometricInterpretation),
    planarConfiguration: integer(TAGS.PlanarConfiguration) ?? 1,
    extraSamples: numbers(TAGS.ExtraSamples, MAX_SAMPLES),
    newSubfileType: integer(TAGS.NewSubfileType) ?? 0,
    tileWidth: integer(TAGS.TileWidth),
    tileHeight: integer(TAGS.TileLength),
    rowsPerStrip: integer(TAGS.RowsPerStrip),
    imageDepth: integer(TAGS.ImageDepth) ?? 1,
    xResolution: real(TAGS.XResolution),
    yResolution: real(TAGS.YResolution),
    resolutionUnit: integer(TAGS.ResolutionUnit) ?? 2,
    chromaSubsampling: chromaSubsampling(numbers(TAGS.YCbCrSubSampling, 2)),
    description: text(TAGS.ImageDescription),
    software: text(TAGS.Software),
    dateTime: text(TAGS.DateTime),
    noData: text(TAGS.GDAL_NODATA),
  };
}

/** Two values, 2 and 2 unless told. TIFF 6.0 §21, YCbCrSubSampling. */
function chromaSubsampling([horizontal = 2, vertical = 2]: readonly number[]): readonly [
  horizontal: number,
  vertical: number,
] {
  return [horizontal, vertical];
}

interface StoredValue {
  readonly type: TagType;
  readonly bytes: Bytes;
}

/** All values count: of text, characters. */
const TEXTS: readonly number[] = [TAGS.ImageDescription, TAGS.Software, TAGS.DateTime, TAGS.GDAL_NODATA];
/** One value for each sample counts. */
const PER_SAMPLE: readonly number[] = [TAGS.BitsPerSample, TAGS.SampleFormat, TAGS.ExtraSamples];
/** The first values count, two at most. */
const SCALARS: readonly number[] = [
  TAGS.SamplesPerPixel,
  TAGS.NewSubfileType,
  TAGS.ImageWidth,
  TAGS.ImageLength,
  TAGS.Compression,
  TAGS.PhotometricInterpretation,
  TAGS.FillOrder,
  TAGS.RowsPerStrip,
  TAGS.XResolution,
  TAGS.YResolution,
  TAGS.PlanarConfiguration,
  TAGS.T4Options,
  TAGS.ResolutionUnit,
  TAGS.Predictor,
  TAGS.TileWidth,
  TAGS.TileLength,
  TAGS.YCbCrSubSampling,
  TAGS.ImageDepth,
];

/** The fields' bytes. What lies in the entries themselves, as most does, is not waited for: there may be 20,000 IFDs. */
async function readValues(
  context: TiffContext,
  entries: ReadonlyMap<number, IfdEntry>,
  options?: CallOptions,
): Promise<ReadonlyMap<number, StoredValue>> {
  const values = new Map<number, StoredValue>();
  const lists = [
    { tags: TEXTS, most: Number.POSITIVE_INFINITY },
    { tags: PER_SAMPLE, most: samplesIn(entries, context) },
    { tags: SCALARS, most: 2 },
  ];
  for (const { tags, most } of lists) {
    for (const tag of tags) {
      const entry = entries.get(tag);
      if (!entry) continue;
      const count = Math.min(entry.count, most);
      const bytes = entry.inline ?? (await readEntryBytes(context, entry, 0, count, options));
      values.set(tag, { type: entry.type, bytes });
    }
  }
  return values;
}

/** SamplesPerPixel, which fits into its entry; a wild one is refused later. */
function samplesIn(entries: ReadonlyMap<number, IfdEntry>, { littleEndian }: TiffContext): number {
  const entry = entries.get(TAGS.SamplesPerPixel);
  const [samples = 1] = entry?.inline ? decodeNumbers(entry.type, entry.inline, littleEndian) : [];
  return Math.min(samples, MAX_SAMPLES);
}

function place(entry: IfdEntry | undefined) {
  return entry ? { offset: entry.offset, section: "TIFF 6.0 §8" } : {};
}
