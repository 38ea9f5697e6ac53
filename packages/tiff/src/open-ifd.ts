/**
 * Opening an image file directory.
 *
 * @module
 */

import type { Bytes, CallOptions } from "@chunkwright/core";
import { ChunkTable } from "./chunk-table.ts";
import { COMPRESSION_JPEG } from "./compression.ts";
import { contiguousOffset } from "./contiguous-offset.ts";
import { type IfdEntry, readEntryBytes, readIfdEntries } from "./ifd-entries.ts";
import { readIfdFields } from "./ifd-fields.ts";
import { imageLayout } from "./image-layout.ts";
import { type Image, imageSource } from "./image-source.ts";
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
  const fields = await readIfdFields(context, entries, options);
  const jpegTables = await readJpegTables(context, entries, fields, options);
  let opened: Image | undefined;
  const image = () => {
    if (opened) return opened;
    const layout = imageLayout(fields);
    const table = new ChunkTable(context, entries, layout.isTiled);
    opened = { path: place.path, fields, layout, table, jpegTables };
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

/** Tables shared by all tiles, from which `source` makes a codec's configuration without waiting. */
async function readJpegTables(
  context: TiffContext,
  entries: ReadonlyMap<number, IfdEntry>,
  { compression }: IfdFields,
  options?: CallOptions,
): Promise<Bytes | undefined> {
  const entry = entries.get(TAGS.JPEGTables);
  if (!entry || compression !== COMPRESSION_JPEG) return undefined;
  return (await readEntryBytes(context, entry, 0, entry.count, options)).slice();
}
