/**
 * Opening an image file directory.
 *
 * @module
 */

import { type CallOptions, elementCount, gridShape } from "@chunkwright/core";
import { ChunkTable } from "./chunk-table.ts";
import { readCodecTags } from "./codec-tags.ts";
import { COMPRESSION_LZW, COMPRESSION_NONE } from "./compression.ts";
import { contiguousOffset } from "./contiguous-offset.ts";
import { readExifAttributes } from "./exif-attributes.ts";
import { readGeoAttributes } from "./geo-attributes.ts";
import { type IfdEntries, readEntryBytes, readIfdEntries } from "./ifd-entries.ts";
import { readIfdFields } from "./ifd-fields.ts";
import { imageLayout } from "./image-layout.ts";
import { type Image, imageSource } from "./image-source.ts";
import { interchangeSpan } from "./jpeg-codecs.ts";
import { readRestartTiles } from "./restart-tiles.ts";
import { stackedImage } from "./stacked-plane.ts";
import { type IfdPlace, readSubIfdPlaces } from "./sub-ifds.ts";
import { decodeTagValue } from "./tag-value.ts";
import { TAGS } from "./tags.ts";
import type { TiffContext } from "./tiff-context.ts";
import type { Ifd, IfdFields } from "./tiff-file.ts";

export interface OpenedIfd {
  readonly ifd: Ifd;
  /** Where its SubIFDs are, none of them opened yet. */
  subIfdPlaces(options?: CallOptions): Promise<readonly IfdPlace[]>;
}

/** Reads the entry table and the fields that describe the image. */
export async function openIfd(
  context: TiffContext,
  place: IfdPlace,
  options?: CallOptions,
): Promise<OpenedIfd> {
  const entries = await readIfdEntries(context, place.offset, options);
  const stored = await readIfdFields(context, entries, options);
  const quirks = lsmQuirks(stored);
  const fields = quirks
    ? await withoutLsmQuirks(context, stored, quirks, options)
    : withoutNdpiQuirks(entries, stored);
  const restarts = entries.has(TAGS.McuStarts)
    ? await readRestartTiles(context, entries, fields, options)
    : undefined;
  const codecTags = restarts
    ? { jpegHeader: restarts.header }
    : await readCodecTags(context, entries, fields, options);
  const attributes = {
    ...(await readGeoAttributes(context, entries, options)),
    ...(entries.has(TAGS.ExifIFD) || entries.has(TAGS.GPSIFD)
      ? await readExifAttributes(context, entries, options)
      : undefined),
  };
  // LSM files are never compressed otherwise.
  const mayBeLsm = isLarge(context) || fields.compression === COMPRESSION_LZW;
  const isOfLsm = mayBeLsm && !context.isBigTiff && (await isLsm(context, options));
  const stripTable = (table: ChunkTable): Pick<ChunkTable, "place"> =>
    isOfLsm ? lsmTable(context, place.offset, table) : table;
  let opened: Image | undefined;
  const image = () => {
    if (opened) return opened;
    const layout = imageLayout(restarts ? { ...fields, ...restarts } : fields);
    const stream = interchangeSpan(codecTags, elementCount(gridShape(layout)));
    const table = stream
      ? { place: async () => ({ offset: stream.offset, byteCount: stream.length }) }
      : (restarts ?? stripTable(new ChunkTable(context, entries, layout.isTiled)));
    opened = { path: place.path, fields, layout, table, codecTags, attributes };
    return opened;
  };
  const subIfdPlaces = (subOptions?: CallOptions) => readSubIfdPlaces(context, place, entries, subOptions);
  const ifd: Ifd = {
    ...fields,
    path: place.path,
    offset: place.offset,
    tags: entries.tags,
    async tag(number, tagOptions) {
      const entry = entries.get(number);
      if (!entry) return undefined;
      const bytes = await readEntryBytes(context, entry, 0, entry.count, tagOptions);
      return decodeTagValue(entry.type, bytes, context.littleEndian);
    },
    source: () => imageSource(context, image()),
    async subIfds(subOptions) {
      const ifds: Ifd[] = [];
      for (const sub of await subIfdPlaces(subOptions))
        ifds.push((await openIfd(context, sub, subOptions)).ifd);
      return ifds;
    },
    contiguousOffset: async (ownOptions) => contiguousOffset(image(), ownOptions),
    async stackedPlane(n, ownOptions) {
      if (!Number.isInteger(n) || n < 0) throw new RangeError(`No plane has the number ${n}`);
      const stacked = await stackedImage(image(), n, context.file.size, ownOptions);
      return { ...ifd, source: () => imageSource(context, stacked) };
    },
  };
  return { ifd, subIfdPlaces };
}

/**
 * Zeiss LSM files have Predictor 2 on pixels that are neither compressed nor differenced, which readers disagree on in
 * other files; and two BitsPerSample, which fit into their entry, lie elsewhere nonetheless.
 */
function lsmQuirks({ predictor, compression, bitsPerSample }: IfdFields) {
  const hasStrayPredictor = predictor !== 1 && compression === COMPRESSION_NONE;
  const hasBitsElsewhere = bitsPerSample.length === 2 && bitsPerSample[0] !== bitsPerSample[1];
  return hasStrayPredictor || hasBitsElsewhere ? { hasStrayPredictor, hasBitsElsewhere } : undefined;
}

async function withoutLsmQuirks(
  context: TiffContext,
  fields: IfdFields,
  { hasStrayPredictor, hasBitsElsewhere }: NonNullable<ReturnType<typeof lsmQuirks>>,
  options?: CallOptions,
): Promise<IfdFields> {
  if (!(await isLsm(context, options))) return fields;
  const predictor = hasStrayPredictor ? 1 : fields.predictor;
  if (!hasBitsElsewhere) return { ...fields, predictor };
  const [low = 0, high = 0] = fields.bitsPerSample;
  const bytes = await context.blocks.read(low + 65536 * high, 4, "the BitsPerSample of an LSM file", options);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bitsPerSample = [view.getUint16(0, context.littleEndian), view.getUint16(2, context.littleEndian)];
  return { ...fields, bitsPerSample, predictor };
}

/** What Hamamatsu's scanners number as camera images of one channel; their BitsPerSample is that of colours. */
const FIRST_GREY_MODE = 6;

/** 16-bit images of NDPI files say that they are of three samples of 8 bits. */
function withoutNdpiQuirks(entries: IfdEntries, fields: IfdFields): IfdFields {
  const mode = entries.inlineNumber(TAGS.CaptureMode) ?? 0;
  const lens = entries.inlineNumber(TAGS.SourceLens) ?? 1;
  if (mode < FIRST_GREY_MODE || lens <= 0 || !entries.has(TAGS.NdpiFormat)) return fields;
  return { ...fields, samplesPerPixel: 1, bitsPerSample: [16], sampleFormat: [1], photometric: 1 };
}

function isLarge({ file }: TiffContext): boolean {
  return file.size > 2 ** 32;
}

/** Zeiss LSM files give the byte counts of pixels, whatever they are compressed to, and of offsets the low halves. */
function lsmTable(context: TiffContext, ifdOffset: number, table: ChunkTable): Pick<ChunkTable, "place"> {
  return {
    async place(n, options) {
      const stored = await table.place(n, options);
      const whole = isLarge(context) ? (await context.lsmOffsets()).get(ifdOffset)?.[n] : undefined;
      const offset = whole ?? stored.offset;
      const left = Math.max(0, context.file.size - offset);
      return { offset, byteCount: Math.min(stored.byteCount ?? left, left) };
    },
  };
}

async function isLsm(context: TiffContext, options?: CallOptions): Promise<boolean> {
  return (await readIfdEntries(context, context.firstIfdOffset, options)).has(TAGS.CZ_LSMINFO);
}
