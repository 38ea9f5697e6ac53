/**
 * What lies where in a file before any chunk is written: header and directories at the front, and behind them the chunks
 * of images without compression, whose sizes are known. All other chunks come behind these, as they are written.
 *
 * @module
 */

import { byteSize, elementCount, gridShape } from "@chunkwright/core";
import { TAGS } from "../ifd/tags.ts";
import { CHUNK_ALIGNMENT } from "./chunk-file.ts";
import {
  Allocator,
  BIG,
  CLASSIC,
  checkOffset,
  type Dialect,
  type Directory,
  placeDirectories,
} from "./directory.ts";
import { ImageWriter } from "./image-writer.ts";
import { numberField, type PlannedField } from "./tiff-field.ts";
import type { TiffImage } from "./tiff-image.ts";

/** A page of the file and its levels, finest first. */
export interface Page {
  readonly writer: ImageWriter;
  readonly levels: readonly ImageWriter[];
}

export interface FilePlan {
  readonly dialect: Dialect;
  readonly pages: readonly Page[];
  readonly directories: readonly Directory[];
  /** Has given places to all that is planned: what it gives next is the place of the first chunk. */
  readonly allocator: Allocator;
}

export interface FileChoices {
  readonly bigTiff?: boolean | undefined;
  readonly chainLevels?: boolean | undefined;
}

/** Throws what `ImageWriter` throws, and `RangeError` for images that make no file. */
export function planFile(
  images: readonly TiffImage[],
  { bigTiff, chainLevels = false }: FileChoices,
): FilePlan {
  if (images.length === 0) throw new RangeError("A TIFF file has at least one image");
  const dialect = (bigTiff ?? mostBytes(images) >= 2 ** 32) ? BIG : CLASSIC;
  const allocator = new Allocator(dialect.headerBytes);
  const pages = images.map(pageOf);
  const directories = planDirectories(pages, dialect, chainLevels, allocator);
  allocator.take(0, CHUNK_ALIGNMENT);
  return { dialect, pages, directories, allocator };
}

/** Gives chunks without compression their places: ImageJ and tifffile read a stack of such pages as one piece. */
export function placeChunks({ pages, dialect, allocator }: FilePlan): void {
  for (const writer of writersOf(pages)) {
    const { info, unlisted } = writer.image;
    const byteLength = writer.fixedByteLength;
    if (byteLength !== undefined) {
      writer.placeAt(allocator.take(byteLength, byteSize(info.dataType)));
      if (!unlisted) checkOffset(dialect, allocator.end);
    } else if (unlisted) {
      throw new RangeError("An image without a directory is compressed");
    }
  }
}

/** All images of the file, each page in front of its levels. */
export function writersOf(pages: readonly Page[]): readonly ImageWriter[] {
  return pages.flatMap(({ writer, levels }) => [writer, ...levels]);
}

/** The most bytes that the file may have: compression may add a little, and directories take room. */
export function mostBytes(images: readonly TiffImage[]): number {
  let bytes = 2 ** 20;
  for (const { info, levels = [] } of images.flatMap((image) => [image, ...(image.levels ?? [])])) {
    const chunks = elementCount(gridShape(info));
    bytes += chunks * (elementCount(info.chunkShape) * byteSize(info.dataType) * 1.05 + 64) + 4096;
    bytes += levels.length * 8;
  }
  return Math.ceil(bytes);
}

function pageOf(image: TiffImage): Page {
  const levels = (image.levels ?? []).map((level) => {
    if (level.levels) throw new RangeError("A level has no levels of its own");
    return new ImageWriter(level);
  });
  return { writer: new ImageWriter(image), levels };
}

/**
 * Each page and behind it its levels, placed; SubIFDs name the levels. Adobe PageMaker 6.0 TIFF Technical Notes. In
 * the chain, levels come behind all pages, so that numbers of pages hold whether levels are in it or not.
 */
function planDirectories(
  pages: readonly Page[],
  dialect: Dialect,
  chainLevels: boolean,
  allocator: Allocator,
): readonly Directory[] {
  let placed: readonly Directory[] = [];
  const fields: (readonly PlannedField[])[] = [];
  const chain: number[] = [];
  for (const { writer, levels } of pages) {
    if (writer.image.unlisted) continue;
    const page = fields.length;
    chain.push(page);
    const own = writer.fields(false, dialect.isBig);
    const subIfds = numberField(
      TAGS.SubIFDs,
      dialect.isBig ? "IFD8" : "IFD",
      levels.length,
      (i) => placed[page + 1 + i]!.offset,
    );
    fields.push(levels.length > 0 ? [...own, subIfds] : own);
    for (const level of levels) fields.push(level.fields(true, dialect.isBig));
  }
  if (chainLevels) for (const i of pages[0]!.levels.keys()) chain.push(1 + i);
  const following = new Map(chain.map((number, i) => [number, chain[i + 1]]));
  const offsetOf = (number: number | undefined) => (number === undefined ? 0 : placed[number]!.offset);
  placed = placeDirectories(
    fields.map((own, number) => ({ fields: own, next: () => offsetOf(following.get(number)) })),
    dialect,
    allocator,
  );
  return placed;
}
