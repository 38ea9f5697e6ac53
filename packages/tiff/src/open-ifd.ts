/**
 * Opening an image file directory.
 *
 * @module
 */

import { type CallOptions, elementCount, gridShape } from "@chunkwright/core";
import { ChunkTable } from "./chunk-table.ts";
import { readCodecTags } from "./codec-tags.ts";
import { COMPRESSION_NONE } from "./compression.ts";
import { contiguousOffset } from "./contiguous-offset.ts";
import { readEntryBytes, readIfdEntries } from "./ifd-entries.ts";
import { readIfdFields } from "./ifd-fields.ts";
import { imageLayout } from "./image-layout.ts";
import { type Image, imageSource } from "./image-source.ts";
import { interchangeSpan } from "./jpeg-codecs.ts";
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
  const fields = await withoutStrayPredictor(
    context,
    await readIfdFields(context, entries, options),
    options,
  );
  const codecTags = await readCodecTags(context, entries, fields, options);
  let opened: Image | undefined;
  const image = () => {
    if (opened) return opened;
    const layout = imageLayout(fields);
    const stream = interchangeSpan(codecTags, elementCount(gridShape(layout)));
    const table = stream
      ? { place: async () => ({ offset: stream.offset, byteCount: stream.length }) }
      : new ChunkTable(context, entries, layout.isTiled);
    opened = { path: place.path, fields, layout, table, codecTags };
    return opened;
  };
  const subIfdPlaces = (subOptions?: CallOptions) => readSubIfdPlaces(context, place, entries, subOptions);
  const ifd: Ifd = {
    ...fields,
    path: place.path,
    offset: place.offset,
    tags: [...entries.keys()],
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
  };
  return { ifd, subIfdPlaces };
}

/**
 * Zeiss LSM files have Predictor 2 on pixels that are neither compressed nor differenced; in other files readers disagree
 * about that, and nothing is assumed.
 */
async function withoutStrayPredictor(
  context: TiffContext,
  fields: IfdFields,
  options?: CallOptions,
): Promise<IfdFields> {
  if (fields.predictor === 1 || fields.compression !== COMPRESSION_NONE) return fields;
  const first = await readIfdEntries(context, context.firstIfdOffset, options);
  return first.has(TAGS.CZ_LSMINFO) ? { ...fields, predictor: 1 } : fields;
}
