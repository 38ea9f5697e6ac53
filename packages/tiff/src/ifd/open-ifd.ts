/**
 * Opening an image file directory.
 *
 * @module
 */

import { type CallOptions, elementCount, gridShape } from "@chunkwright/core";
import { correctedLsmTable } from "../dialect/lsm-quirks.ts";
import { ChunkTable } from "../image/chunk-table.ts";
import { contiguousOffset } from "../image/contiguous-offset.ts";
import type { Image } from "../image/image.ts";
import { type DescribedIfd, describeImage, type ImageDescription } from "../image/image-description.ts";
import { imageLayout } from "../image/image-layout.ts";
import { imageSource } from "../image/image-source.ts";
import { joinedStrips } from "../image/joined-strips.ts";
import { interchangeSpan } from "../image/jpeg-codecs.ts";
import { stackedImage } from "../image/stacked-plane.ts";
import type { TiffContext } from "../tiff-context.ts";
import type { Ifd } from "../tiff-file.ts";
import { type IfdEntries, knownIfdEntries, readEntryBytes, readIfdEntries } from "./ifd-entries.ts";
import { knownIfdTexts, readIfdTexts } from "./ifd-texts.ts";
import { type IfdPlace, prefetchIfds, readSubIfdPlaces } from "./sub-ifds.ts";
import { decodeTagValue } from "./tag-value.ts";
import { TAGS } from "./tags.ts";

export interface OpenedIfd {
  readonly ifd: Ifd;
  /** Whether it has any tag of an image: some chains have IFDs that hold nothing but texts and numbers. */
  readonly isImage: boolean;
  /** How many SubIFDs there are, and where, without opening any; absent where there are none. */
  readonly subIfds:
    | { count(): number; places(options?: CallOptions): Promise<readonly IfdPlace[]> }
    | undefined;
}

/** Reads the entry table and the fields that describe the image. */
export async function openIfd(
  context: TiffContext,
  place: IfdPlace,
  options?: CallOptions,
): Promise<OpenedIfd> {
  const { descriptions } = context;
  const entries = await readIfdEntries(context, place.offset, options);
  const like = descriptions.find(context, entries);
  const description = like?.description ?? (await describeImage(context, entries, options));
  const texts = like ? await readIfdTexts(context, entries, options) : description.fields;
  return openedIfd(context, place, descriptions.add({ entries, description, texts }, like));
}

/**
 * The same without waiting; `undefined` unless the IFD is in memory and describes its image as a recent one did: most of a
 * stack's are near each other, and alike.
 */
export function openKnownIfd(context: TiffContext, place: IfdPlace): OpenedIfd | undefined {
  const { descriptions } = context;
  const entries = knownIfdEntries(context, place.offset);
  const like = entries && descriptions.find(context, entries);
  const texts = like && knownIfdTexts(context, entries, like);
  if (!entries || !like || !texts) return undefined;
  const { description } = like;
  return openedIfd(context, place, descriptions.add({ entries, description, texts }, like));
}

function openedIfd(
  context: TiffContext,
  place: IfdPlace,
  { entries, description, texts }: DescribedIfd,
): OpenedIfd {
  let opened: Image | undefined;
  const image = (): Image => {
    opened ??= describedImage(context, place, entries, description);
    return opened;
  };
  const subIfds: OpenedIfd["subIfds"] = entries.has(TAGS.SubIFDs)
    ? {
        count: () => entries.get(TAGS.SubIFDs)?.count ?? 0,
        places: (options) => readSubIfdPlaces(context, place, entries, options),
      }
    : undefined;
  const ifd: Ifd = {
    path: place.path,
    offset: place.offset,
    tags: entries.tags,
    async tag(number, options) {
      const entry = entries.get(number);
      if (!entry) return undefined;
      const bytes = await readEntryBytes(context, entry, 0, entry.count, options);
      return decodeTagValue(entry.type, bytes, context.littleEndian);
    },
    source: () => imageSource(context, image()),
    async subIfds(options) {
      const ifds: Ifd[] = [];
      const places = (await subIfds?.places(options)) ?? [];
      prefetchIfds(context, places, options);
      for (const sub of places) ifds.push((await openIfd(context, sub, options)).ifd);
      return ifds;
    },
    contiguousOffset: async (options) => contiguousOffset(image(), context.file.size, options),
    async stackedPlane(n, options) {
      if (!Number.isInteger(n) || n < 0) throw new RangeError(`No plane has the number ${n}`);
      const stacked = await stackedImage(image(), n, context.file.size, options);
      return { ...ifd, source: () => imageSource(context, stacked) };
    },
    // V8 copies these in 1 us where they come last, and in 15 us in front: bench/src/tiff/tiff-ifds.ts.
    ...description.fields,
    ...texts,
  };
  return { ifd, isImage: IMAGE_TAGS.some((tag) => entries.has(tag)), subIfds };
}

const IMAGE_TAGS: readonly number[] = [
  TAGS.ImageWidth,
  TAGS.ImageLength,
  TAGS.StripOffsets,
  TAGS.TileOffsets,
  TAGS.JPEGInterchangeFormat,
];

function describedImage(
  context: TiffContext,
  { path, offset }: IfdPlace,
  entries: IfdEntries,
  { fields, codecTags, attributes, restarts, hasLsmTable }: ImageDescription,
): Image {
  const layout = imageLayout(restarts ? { ...fields, ...restarts } : fields);
  const chunkTable = (): Image["table"] => {
    const stream = interchangeSpan(codecTags, elementCount(gridShape(layout)));
    if (stream) return { place: async () => ({ offset: stream.offset, byteCount: stream.length }) };
    if (restarts) return restarts;
    const table = new ChunkTable(context, entries, layout.isTiled);
    return hasLsmTable ? correctedLsmTable(context, offset, table) : joinedStrips(table, fields, layout);
  };
  return { path, fields, layout, table: chunkTable(), codecTags, attributes };
}
