/**
 * The fields of an IFD that say what its image is, read when the IFD is opened.
 *
 * @module
 */

import { type Bytes, type CallOptions, dataViewOf } from "@chunkwright/core";
import { COMPRESSION_NONE } from "../image/compression.ts";
import type { TiffContext } from "../tiff-context.ts";
import { invalidTiff, unlessInvalid } from "../tiff-error.ts";
import type { IfdFields } from "../tiff-file.ts";
import {
  type IfdEntries,
  type IfdEntry,
  knownEntryBytes,
  readEntryBytes,
  readEntryNumbers,
} from "./ifd-entries.ts";
import { firstString, readIfdTexts } from "./ifd-texts.ts";
import { decodeNumbers, type TagType } from "./tag-value.ts";
import { TAGS } from "./tags.ts";

/** SamplesPerPixel is a SHORT. TIFF 6.0 §8. */
const MAX_SAMPLES = 65535;

/**
 * Reads the fields, with the defaults of TIFF 6.0 §8 and §19 where a field has one. Per-sample fields get one
 * entry per sample: a single value stands for all samples, as libtiff and tifffile read it. Without SamplesPerPixel,
 * there are as many samples as BitsPerSample has values.
 */
export async function readIfdFields(
  context: TiffContext,
  entries: IfdEntries,
  options?: CallOptions,
): Promise<IfdFields> {
  const samplesPerPixel = checkedSamples(
    entries.inlineNumber(TAGS.SamplesPerPixel) ??
      (await readNumber(context, entries, TAGS.SamplesPerPixel, options)) ??
      entries.get(TAGS.BitsPerSample)?.count ??
      1,
    entries,
  );
  const far = areKnown(context, entries, samplesPerPixel)
    ? undefined
    : await readFarValues(context, entries, samplesPerPixel, options);
  const stored = (tag: number): StoredValue | undefined => {
    const entry = entries.get(tag);
    const bytes =
      entry && (far?.get(tag) ?? knownEntryBytes(context, entry, valueCount(entry, samplesPerPixel)));
    return bytes && { type: entry.type, bytes };
  };
  const numbers = (tag: number, maxCount: number): readonly number[] => {
    const only = entries.inlineNumber(tag);
    if (only !== undefined) return [only];
    const value = stored(tag);
    if (!value) return [];
    const { type, bytes } = value;
    return [...decodeNumbers(type, bytes.subarray(0, maxCount * type.byteLength), context.littleEndian)];
  };
  const real = (tag: number): number | undefined => {
    const inline = entries.inlineNumber(tag);
    const value = inline === undefined ? stored(tag) : undefined;
    return value ? firstNumber(value, context) : inline;
  };
  const integer = (tag: number): number | undefined => {
    const value = real(tag);
    if (value === undefined || (Number.isInteger(value) && value >= 0)) return value;
    throw invalidTiff(`Cannot read tag ${tag}: it is ${value}, not a whole number`, place(entries.get(tag)));
  };
  const text = (tag: number): string | undefined => {
    const value = stored(tag);
    return value?.type.byteLength === 1 ? firstString(value.bytes) : undefined;
  };
  const perSample = (tag: number, defaultValue: number): readonly number[] => {
    const values = numbers(tag, samplesPerPixel);
    const only = values.length > 1 ? undefined : (values[0] ?? defaultValue);
    return only === undefined ? values : new Array<number>(samplesPerPixel).fill(only);
  };
  const compression = integer(TAGS.Compression) ?? COMPRESSION_NONE;
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
    extraSamples: numbers(TAGS.ExtraSamples, MAX_SAMPLES),
    newSubfileType: integer(TAGS.NewSubfileType) ?? 0,
    tileWidth: integer(TAGS.TileWidth),
    tileHeight: integer(TAGS.TileLength),
    tileDepth: integer(TAGS.TileDepth) ?? 1,
    rowsPerStrip: integer(TAGS.RowsPerStrip),
    imageDepth: integer(TAGS.ImageDepth) ?? 1,
    xResolution: real(TAGS.XResolution),
    yResolution: real(TAGS.YResolution),
    resolutionUnit: integer(TAGS.ResolutionUnit) ?? 2,
    chromaSubsampling: chromaSubsampling(numbers(TAGS.YCbCrSubSampling, 2)),
    noData: text(TAGS.GDAL_NODATA),
    ...(await readIfdTexts(context, entries, options)),
  };
}

function checkedSamples(samples: number, entries: IfdEntries): number {
  if (Number.isInteger(samples) && samples >= 0 && samples <= MAX_SAMPLES) return samples;
  throw invalidTiff(
    `Cannot read tag ${TAGS.SamplesPerPixel}: ${samples} samples`,
    place(entries.get(TAGS.SamplesPerPixel)),
  );
}

/** Two values, 2 and 2 by default. TIFF 6.0 §21, YCbCrSubSampling. */
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

/** A number as text, of which so many characters are read: more than the longest number has. */
const NUMBER_CHARACTERS = 1024;
const NUMBERS_AS_TEXT: readonly number[] = [TAGS.GDAL_NODATA];
/** One value is read for each sample. */
const PER_SAMPLE: readonly number[] = [TAGS.BitsPerSample, TAGS.SampleFormat, TAGS.ExtraSamples];
const RESOLUTIONS: readonly number[] = [TAGS.XResolution, TAGS.YResolution];
/** No stored element depends on them: as in libtiff, values outside the file are ignored. */
const OPTIONAL: readonly number[] = [...RESOLUTIONS, TAGS.ExtraSamples, TAGS.GDAL_NODATA];
/** At most the first two values are read. */
const SCALARS: readonly number[] = [
  TAGS.NewSubfileType,
  TAGS.ImageWidth,
  TAGS.ImageLength,
  TAGS.Compression,
  TAGS.PhotometricInterpretation,
  TAGS.FillOrder,
  TAGS.RowsPerStrip,
  ...RESOLUTIONS,
  TAGS.PlanarConfiguration,
  TAGS.T4Options,
  TAGS.ResolutionUnit,
  TAGS.Predictor,
  TAGS.TileWidth,
  TAGS.TileLength,
  TAGS.TileDepth,
  TAGS.YCbCrSubSampling,
  TAGS.ImageDepth,
];
const ONE_EACH = 0;
/** How many values of a tag are read. */
const COUNTS: ReadonlyMap<number, number> = new Map([
  ...NUMBERS_AS_TEXT.map((tag) => [tag, NUMBER_CHARACTERS] as const),
  ...PER_SAMPLE.map((tag) => [tag, ONE_EACH] as const),
  ...SCALARS.map((tag) => [tag, 2] as const),
]);

function valueCount({ tag, count }: IfdEntry, samplesPerPixel: number): number {
  const most = COUNTS.get(tag) ?? 0;
  return Math.min(count, most === ONE_EACH ? samplesPerPixel : most);
}

/** Whether all values outside the entries are in memory already, as those close to their IFD are. */
function areKnown(context: TiffContext, entries: IfdEntries, samplesPerPixel: number): boolean {
  return entries.tags.every((tag) => {
    if (!COUNTS.has(tag) || entries.inlineNumber(tag) !== undefined) return true;
    const entry = entries.get(tag);
    return !entry || knownEntryBytes(context, entry, valueCount(entry, samplesPerPixel)) !== undefined;
  });
}

async function readFarValues(
  context: TiffContext,
  entries: IfdEntries,
  samplesPerPixel: number,
  options?: CallOptions,
): Promise<ReadonlyMap<number, Bytes>> {
  const values = new Map<number, Bytes>();
  for (const tag of entries.tags) {
    const entry = COUNTS.has(tag) ? entries.get(tag) : undefined;
    if (!entry) continue;
    const bytes = readEntryBytes(context, entry, 0, valueCount(entry, samplesPerPixel), options);
    const value = await (OPTIONAL.includes(tag) ? unlessInvalid(bytes) : bytes);
    if (value) values.set(tag, value);
  }
  return values;
}

function firstNumber({ type, bytes }: StoredValue, { littleEndian }: TiffContext): number | undefined {
  if (bytes.byteLength < type.byteLength) return undefined;
  return type.get(dataViewOf(bytes), 0, littleEndian);
}

async function readNumber(
  context: TiffContext,
  entries: IfdEntries,
  tag: number,
  options?: CallOptions,
): Promise<number | undefined> {
  const entry = entries.get(tag);
  return entry && (await readEntryNumbers(context, entry, { from: 0, to: 1 }, options))[0];
}

function place(entry: IfdEntry | undefined) {
  return entry ? { offset: entry.offset, section: "TIFF 6.0 §8" } : {};
}
