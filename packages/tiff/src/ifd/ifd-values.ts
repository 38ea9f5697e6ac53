/**
 * The values that say what the image of an IFD is, read together when it is opened.
 *
 * @module
 */

import { type Bytes, type CallOptions, dataViewOf } from "@chunkwright/core";
import type { TiffContext } from "../tiff-context.ts";
import { invalidTiff, unlessInvalid } from "../tiff-error.ts";
import { type IfdEntries, type IfdEntry, knownEntryBytes, readEntryBytes } from "./ifd-entries.ts";
import { firstString } from "./ifd-texts.ts";
import { decodeNumbers, type TagType } from "./tag-value.ts";
import { TAGS } from "./tags.ts";

/** Values by their tags; `undefined` or none for a tag that is not there. */
export interface IfdValues {
  numbers(tag: number): readonly number[];
  real(tag: number): number | undefined;
  /** Throws "invalid-data" for what is no whole number. */
  integer(tag: number): number | undefined;
  text(tag: number): string | undefined;
}

/** Reads all that lie outside of their entries, unless they are in memory already, as those close to their IFD are. */
export async function readIfdValues(
  context: TiffContext,
  entries: IfdEntries,
  samplesPerPixel: number,
  options?: CallOptions,
): Promise<IfdValues> {
  const far = areKnown(context, entries, samplesPerPixel)
    ? undefined
    : await readFarValues(context, entries, samplesPerPixel, options);
  const stored = (tag: number): StoredValue | undefined => {
    const entry = entries.get(tag);
    const bytes =
      entry && (far?.get(tag) ?? knownEntryBytes(context, entry, valueCount(entry, samplesPerPixel)));
    return bytes && { type: entry.type, bytes };
  };
  const real = (tag: number): number | undefined => {
    const inline = entries.inlineNumber(tag);
    const value = inline === undefined ? stored(tag) : undefined;
    return value ? firstNumber(value, context) : inline;
  };
  return {
    numbers(tag) {
      const only = entries.inlineNumber(tag);
      if (only !== undefined) return [only];
      const value = stored(tag);
      return value ? [...decodeNumbers(value.type, value.bytes, context.littleEndian)] : [];
    },
    real,
    integer(tag) {
      const value = real(tag);
      if (value === undefined || (Number.isInteger(value) && value >= 0)) return value;
      throw invalidTiff(`Cannot read tag ${tag}: it is ${value}, not a whole number`, {
        offset: entries.get(tag)?.offset ?? 0,
        section: "TIFF 6.0 §8",
      });
    },
    text(tag) {
      const value = stored(tag);
      return value?.type.byteLength === 1 ? firstString(value.bytes) : undefined;
    },
  };
}

interface StoredValue {
  readonly type: TagType;
  readonly bytes: Bytes;
}

/** A number as text, of which so many characters are read: more than the longest number has. */
const NUMBER_CHARACTERS = 1024;
const NUMBERS_AS_TEXT: readonly number[] = [TAGS.GDAL_NODATA];
const PER_SAMPLE: readonly number[] = [TAGS.BitsPerSample, TAGS.SampleFormat, TAGS.ExtraSamples];
const RESOLUTIONS: readonly number[] = [TAGS.XResolution, TAGS.YResolution];
/** Fields of one number. Two are read, as YCbCrSubSampling has. */
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
/** No stored element depends on them: as in libtiff, values outside the file are ignored. */
const OPTIONAL: readonly number[] = [...RESOLUTIONS, TAGS.ExtraSamples, TAGS.GDAL_NODATA];

const ONE_EACH = "one for each sample";
/** How many values are read of each tag; none of all others. */
const COUNTS: ReadonlyMap<number, number | typeof ONE_EACH> = new Map<number, number | typeof ONE_EACH>([
  ...NUMBERS_AS_TEXT.map((tag) => [tag, NUMBER_CHARACTERS] as const),
  ...PER_SAMPLE.map((tag) => [tag, ONE_EACH] as const),
  ...SCALARS.map((tag) => [tag, 2] as const),
]);

function valueCount({ tag, count }: IfdEntry, samplesPerPixel: number): number {
  const most = COUNTS.get(tag) ?? 0;
  return Math.min(count, most === ONE_EACH ? samplesPerPixel : most);
}

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
