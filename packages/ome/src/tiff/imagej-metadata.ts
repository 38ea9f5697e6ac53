/**
 * ImageJ's own tags: labels of slices, lookup tables and display ranges of channels. ImageJ's TiffEncoder and
 * TiffDecoder, which are the only specification.
 *
 * @module
 */

import { type Bytes, type CallOptions, dataViewOf, encodeBase64, type JsonObject } from "@chunkwright/core";
import type { TiffPage } from "./tiff-pages.ts";

export interface ImageJMetadata {
  /** One per plane. */
  readonly labels: readonly string[];
  /** Grey values shown black and white, one pair per channel. */
  readonly ranges: readonly (readonly [start: number, end: number])[];
  /** Colour of the brightest value of each channel's lookup table, 0xRRGGBB. */
  readonly colors: readonly number[];
  /** All parts except ranges, for writing ImageJ's tags again: texts as they are, others in base64. */
  readonly kept: JsonObject;
}

/** The kinds of parts, in the order that ImageJ writes them; "roi" has a space behind it there. */
export const IMAGEJ_PARTS = ["info", "labl", "rang", "luts", "plot", "roi", "over", "prop"] as const;
export type ImageJPart = (typeof IMAGEJ_PARTS)[number];

/** The kinds of parts that hold text, in UTF-16. */
export const TEXT_PARTS: readonly ImageJPart[] = ["info", "labl", "prop"];

export const BYTE_COUNTS_TAG = 50_838;
export const METADATA_TAG = 50_839;
const NOTHING: ImageJMetadata = { labels: [], ranges: [], colors: [], kept: {} };

/** A lookup table has 256 reds, then greens, then blues. */
export const LUT_LENGTH = 256;

/**
 * Reads tag 50839, whose parts tag 50838 counts the bytes of; nothing if one is absent or they contradict each other.
 *   0  4  "IJIJ", in the file's byte order
 *   4  8  for each kind of part: its four letters, and how many parts there are
 *   then  the parts: `labl` UTF-16, `rang` two doubles a channel, `luts` 768 bytes, and others
 */
export async function readImageJMetadata(page: TiffPage, options?: CallOptions): Promise<ImageJMetadata> {
  if (!page.tags.includes(METADATA_TAG)) return NOTHING;
  const bytes = (await page.tag(METADATA_TAG, options))?.bytes;
  const counts = (await page.tag(BYTE_COUNTS_TAG, options))?.numbers;
  if (!bytes || !counts) return NOTHING;
  const parts = splitParts(bytes, counts);
  const { littleEndian } = parts;
  return {
    labels: parts.of("labl").map((part) => decodeUtf16(part, littleEndian)),
    ranges: parts.of("rang").flatMap((part) => decodeRanges(part, littleEndian)),
    colors: parts
      .of("luts")
      .filter((part) => part.byteLength === 3 * LUT_LENGTH)
      .map((part) => brightest(part)),
    kept: keptParts(parts),
  };
}

type Parts = ReturnType<typeof splitParts>;

function keptParts({ of, littleEndian }: Parts): JsonObject {
  const kept: Record<string, string[]> = {};
  for (const kind of IMAGEJ_PARTS) {
    const parts = kind === "rang" ? [] : of(kind.padEnd(4));
    if (parts.length === 0) continue;
    kept[kind] = TEXT_PARTS.includes(kind)
      ? parts.map((part) => decodeUtf16(part, littleEndian))
      : parts.map(encodeBase64);
  }
  return kept;
}

function splitParts(bytes: Bytes, counts: Float64Array) {
  const view = dataViewOf(bytes);
  const [headerBytes = 0] = counts;
  const littleEndian = bytes[0] === "J".charCodeAt(0);
  const found = new Map<string, Bytes[]>();
  let from = headerBytes;
  let next = 1;
  for (let at = 4; at + 8 <= Math.min(headerBytes, bytes.byteLength); at += 8) {
    const letters = [...bytes.subarray(at, at + 4)];
    const kind = String.fromCharCode(...(littleEndian ? letters.reverse() : letters));
    const count = view.getUint32(at + 4, littleEndian);
    const parts = found.get(kind) ?? [];
    found.set(kind, parts);
    for (let i = 0; i < count && next < counts.length; i += 1) {
      const to = from + counts[next++]!;
      if (to > bytes.byteLength) break;
      parts.push(bytes.subarray(from, to));
      from = to;
    }
  }
  return { littleEndian, of: (kind: string): readonly Bytes[] => found.get(kind) ?? [] };
}

function decodeUtf16(bytes: Bytes, littleEndian: boolean): string {
  return new TextDecoder(littleEndian ? "utf-16le" : "utf-16be").decode(bytes);
}

function decodeRanges(bytes: Bytes, littleEndian: boolean): (readonly [number, number])[] {
  const view = dataViewOf(bytes);
  return Array.from({ length: Math.floor(bytes.byteLength / 16) }, (_, i) => [
    view.getFloat64(16 * i, littleEndian),
    view.getFloat64(16 * i + 8, littleEndian),
  ]);
}

/** The colour that a lookup table ends in, 0xRRGGBB. */
export function brightest(lut: Bytes): number {
  const at = (band: number) => lut[(band + 1) * LUT_LENGTH - 1]!;
  return 65536 * at(0) + 256 * at(1) + at(2);
}
