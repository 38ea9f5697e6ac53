/**
 * Tags that tell a codec what the fields of an image do not: read when the IFD is opened, so that its source can say its
 * codecs without waiting.
 *
 * @module
 */

import type { ByteSpan, Bytes, CallOptions } from "@chunkwright/core";
import { type IfdEntries, readEntryBytes, readEntryNumbers } from "../ifd/ifd-entries.ts";
import { TAGS } from "../ifd/tags.ts";
import type { TiffContext } from "../tiff-context.ts";
import { invalidTiff } from "../tiff-error.ts";
import type { IfdFields } from "../tiff-file.ts";
import { COMPRESSION_EER, COMPRESSION_JPEG, COMPRESSION_LERC, COMPRESSION_OLD_JPEG } from "./compression.ts";

export interface CodecTags {
  /** JPEGTables. Adobe TIFF Technical Note 2. */
  readonly jpegTables?: Bytes;
  /** What LERC blobs are compressed with once more: 0 nothing, 1 Deflate, 2 Zstandard. GDAL's GTiff driver. */
  readonly lercCompression?: number;
  readonly eer?: EerTags;
  readonly oldJpeg?: OldJpegTags;
  /** What stands in front of each tile's scan. */
  readonly jpegHeader?: Bytes;
}

export interface EerTags {
  /** Bits of the number of pixels skipped before an electron. */
  readonly skipBits: number;
  /** Bits of an electron's position within its pixel, along x and along y. */
  readonly horizontalBits: number;
  readonly verticalBits: number;
  /** How many of the bits of a position are used. */
  readonly superResolution: number;
}

/** TIFF 6.0 §22. */
export interface OldJpegTags {
  /** A whole JPEG stream: JPEGInterchangeFormat and its length. */
  readonly interchange?: ByteSpan;
  readonly restartInterval: number;
  /** A table for each component; none if the tags name none. */
  readonly quantizationTables: readonly Bytes[];
  readonly dcTables: readonly Bytes[];
  readonly acTables: readonly Bytes[];
}

export async function readCodecTags(
  context: TiffContext,
  entries: IfdEntries,
  { compression }: IfdFields,
  options?: CallOptions,
): Promise<CodecTags> {
  const { superResolution } = context;
  switch (compression) {
    case COMPRESSION_JPEG: {
      const entry = entries.get(TAGS.JPEGTables);
      return entry
        ? { jpegTables: (await readEntryBytes(context, entry, 0, entry.count, options)).slice() }
        : {};
    }
    case COMPRESSION_LERC: {
      const entry = entries.get(TAGS.LercParameters);
      // Version, then compression.
      const numbers = entry && (await readEntryNumbers(context, entry, { from: 1, to: 2 }, options));
      return { lercCompression: numbers?.[0] ?? 0 };
    }
    case COMPRESSION_EER[0]:
      return { eer: { skipBits: 8, horizontalBits: 2, verticalBits: 2, superResolution } };
    case COMPRESSION_EER[1]:
      return { eer: { skipBits: 7, horizontalBits: 2, verticalBits: 2, superResolution } };
    case COMPRESSION_EER[2]: {
      const bits = async (tag: number, usual: number): Promise<number> => {
        const entry = entries.get(tag);
        return (entry && (await readEntryNumbers(context, entry, { from: 0, to: 1 }, options))[0]) ?? usual;
      };
      return {
        eer: {
          skipBits: await bits(TAGS.EerSkipBits, 7),
          horizontalBits: await bits(TAGS.EerHorizontalBits, 2),
          verticalBits: await bits(TAGS.EerVerticalBits, 2),
          superResolution,
        },
      };
    }
    case COMPRESSION_OLD_JPEG:
      return { oldJpeg: await readOldJpegTags(context, entries, options) };
    default:
      return {};
  }
}

/** Tables of more components than JPEG can have are not looked for. */
const MAX_COMPONENTS = 4;
const QUANTIZATION_BYTES = 64;
/** How many codes there are of each length from 1 to 16. */
const CODE_LENGTHS = 16;

async function readOldJpegTags(
  context: TiffContext,
  entries: IfdEntries,
  options?: CallOptions,
): Promise<OldJpegTags> {
  const numbers = async (tag: number): Promise<Float64Array> => {
    const entry = entries.get(tag);
    if (!entry) return new Float64Array();
    const found = await readEntryNumbers(context, entry, { from: 0, to: MAX_COMPONENTS }, options);
    const odd = found.find((number) => !Number.isSafeInteger(number) || number < 0);
    if (odd === undefined) return found;
    throw invalidTiff(`Cannot read tag ${tag}: it is ${odd}, neither a place nor a length`, {
      offset: entry.offset,
      section: "TIFF 6.0 §22",
    });
  };
  const tables = async (tag: number, byteLength: (offset: number) => Promise<number>): Promise<Bytes[]> => {
    const result: Bytes[] = [];
    for (const offset of await numbers(tag)) {
      const bytes = await context.blocks.read(
        offset,
        await byteLength(offset),
        `a table of tag ${tag}`,
        options,
      );
      result.push(bytes.slice());
    }
    return result;
  };
  const huffmanBytes = async (offset: number): Promise<number> => {
    const counts = await context.blocks.read(offset, CODE_LENGTHS, "a table of Huffman codes", options);
    return counts.reduce((sum, count) => sum + count, CODE_LENGTHS);
  };
  const [offset = 0] = await numbers(TAGS.JPEGInterchangeFormat);
  // A stream ends by itself: Kofax's files leave its length out, as libtiff may.
  const [length = context.blocks.size - offset] = await numbers(TAGS.JPEGInterchangeFormatLength);
  const [restartInterval = 0] = await numbers(TAGS.JPEGRestartInterval);
  const quantizationTables = await tables(TAGS.JPEGQTables, async () => QUANTIZATION_BYTES);
  const dcTables = await tables(TAGS.JPEGDCTables, huffmanBytes);
  const acTables = await tables(TAGS.JPEGACTables, huffmanBytes);
  // Wang's files have several strips, and a stream of the tables alone besides.
  const isOfTables =
    (entries.get(TAGS.StripOffsets)?.count ?? 1) > 1 &&
    [quantizationTables, dcTables, acTables].every((found) => found.length > 0);
  return {
    ...(offset > 0 && length > 0 && !isOfTables && { interchange: { offset, length } }),
    restartInterval,
    quantizationTables,
    dcTables,
    acTables,
  };
}
