/**
 * Opening an image file directory.
 *
 * @module
 */

import { type CallOptions, elementCount, gridShape } from "@chunkwright/core";
import { ChunkTable } from "./chunk-table.ts";
import { readCodecTags } from "./codec-tags.ts";
import { contiguousOffset } from "./contiguous-offset.ts";
import { readExifAttributes } from "./exif-attributes.ts";
import { readGeoAttributes } from "./geo-attributes.ts";
import { readEntryBytes, readIfdEntries } from "./ifd-entries.ts";
import { readIfdFields } from "./ifd-fields.ts";
import { type ImageLayout, imageLayout } from "./image-layout.ts";
import { type Image, imageSource } from "./image-source.ts";
import { interchangeSpan } from "./jpeg-codecs.ts";
import { hasLsmQuirks, isLsm, mayHaveLsmTable, mendedLsmTable, withoutLsmQuirks } from "./lsm-quirks.ts";
import { withoutNdpiQuirks } from "./ndpi-quirks.ts";
import { readRestartTiles } from "./restart-tiles.ts";
import { stackedImage } from "./stacked-plane.ts";
import { type IfdPlace, readSubIfdPlaces } from "./sub-ifds.ts";
import { decodeTagValue } from "./tag-value.ts";
import { TAGS } from "./tags.ts";
import type { TiffContext } from "./tiff-context.ts";
import type { Ifd } from "./tiff-file.ts";

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
  const stored = withoutNdpiQuirks(entries, await readIfdFields(context, entries, options));
  const fields = hasLsmQuirks(stored) ? await withoutLsmQuirks(context, stored, options) : stored;
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
  const isMended = mayHaveLsmTable(context, fields) && (await isLsm(context, options));
  const tableOf = (layout: ImageLayout): Image["table"] => {
    const stream = interchangeSpan(codecTags, elementCount(gridShape(layout)));
    if (stream) return { place: async () => ({ offset: stream.offset, byteCount: stream.length }) };
    if (restarts) return restarts;
    const table = new ChunkTable(context, entries, layout.isTiled);
    return isMended ? mendedLsmTable(context, place.offset, table) : table;
  };
  let opened: Image | undefined;
  const image = () => {
    if (opened) return opened;
    const layout = imageLayout(restarts ? { ...fields, ...restarts } : fields);
    opened = { path: place.path, fields, layout, table: tableOf(layout), codecTags, attributes };
    return opened;
  };
  const subIfdPlaces = (subOptions?: CallOptions) => readSubIfdPlaces(context, place, entries, subOptions);
  const ifd: Ifd = {
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
    ...fields, // last: 15 times as fast as first in V8
  };
  return { ifd, subIfdPlaces };
}
