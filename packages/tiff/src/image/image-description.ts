/**
 * What an IFD says about its image, except where chunks and other IFDs are: the same in most IFDs of a stack.
 *
 * @module
 */

import type { CallOptions, JsonObject } from "@chunkwright/core";
import { readExifAttributes } from "../attribute/exif-attributes.ts";
import { readGeoAttributes } from "../attribute/geo-attributes.ts";
import { withEerResolution } from "../dialect/eer-resolution.ts";
import { withoutJpegQuirks } from "../dialect/jpeg-quirks.ts";
import { hasLsmQuirks, isLsm, mayHaveLsmTable, withoutLsmQuirks } from "../dialect/lsm-quirks.ts";
import { withoutNdpiQuirks } from "../dialect/ndpi-quirks.ts";
import { withoutWriterQuirks } from "../dialect/writer-quirks.ts";
import type { IfdEntries } from "../ifd/ifd-entries.ts";
import { readIfdFields } from "../ifd/ifd-fields.ts";
import type { IfdTexts } from "../ifd/ifd-texts.ts";
import { TAGS } from "../ifd/tags.ts";
import type { TiffContext } from "../tiff-context.ts";
import type { IfdFields } from "../tiff-file.ts";
import { type CodecTags, readCodecTags } from "./codec-tags.ts";
import { type RestartTiles, readRestartTiles } from "./restart-tiles.ts";

export interface ImageDescription {
  readonly fields: IfdFields;
  readonly codecTags: CodecTags;
  readonly attributes: JsonObject;
  /** Tiles that are not listed in the chunk tables. */
  readonly restarts: RestartTiles | undefined;
  /** Whether the chunk tables must be corrected, as in LSM files. */
  readonly hasLsmTable: boolean;
}

export async function describeImage(
  context: TiffContext,
  entries: IfdEntries,
  options?: CallOptions,
): Promise<ImageDescription> {
  const read = withoutNdpiQuirks(entries, await readIfdFields(context, entries, options));
  const stored = await withoutJpegQuirks(context, entries, read, options);
  const meant = hasLsmQuirks(stored) ? await withoutLsmQuirks(context, stored, options) : stored;
  const fields = await withoutWriterQuirks(context, entries, meant, options);
  const restarts = entries.has(TAGS.McuStarts)
    ? await readRestartTiles(context, entries, fields, options)
    : undefined;
  const codecTags = restarts
    ? { jpegHeader: restarts.header }
    : await readCodecTags(context, entries, fields, options);
  return {
    fields: withEerResolution(fields, codecTags),
    codecTags,
    attributes: {
      ...(await readGeoAttributes(context, entries, options)),
      ...(entries.has(TAGS.ExifIFD) || entries.has(TAGS.GPSIFD)
        ? await readExifAttributes(context, entries, options)
        : undefined),
    },
    restarts,
    hasLsmTable: mayHaveLsmTable(context, fields) && (await isLsm(context, options)),
  };
}

/** Descriptions kept: of the levels of a pyramid, say, whose IFDs take turns. */
const MOST_KEPT = 8;

/** An IFD and its description. */
export interface DescribedIfd {
  readonly entries: IfdEntries;
  readonly description: ImageDescription;
  /** Its own, where `description` is that of an IFD before. */
  readonly texts: IfdTexts;
}

/** The last few descriptions of a file, each with the last IFD that it was of; the latest first. */
export class RecentDescriptions {
  readonly #recent: DescribedIfd[] = [];

  /** The last IFD that is like this one, texts apart; `undefined` if none is, or if it takes reading to know. */
  find({ blocks }: TiffContext, entries: IfdEntries): DescribedIfd | undefined {
    return this.#recent.find((recent) => entries.isLike(recent.entries, blocks));
  }

  /** `like` is the IFD that it was found to be like, and which need not be compared with any more. */
  add(described: DescribedIfd, like?: DescribedIfd): DescribedIfd {
    if (described.description.restarts) return described; // they depend on where the pixels are
    const place = like ? this.#recent.indexOf(like) : -1;
    if (place > 0) this.#recent.splice(place, 1);
    if (place === 0) this.#recent[0] = described;
    else if (this.#recent.unshift(described) > MOST_KEPT) this.#recent.pop();
    return described;
  }
}
