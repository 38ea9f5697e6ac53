/**
 * ImageJ's own tags, as `readImageJMetadata` reads them: labels of planes, lookup tables and display ranges of
 * channels, and whatever else an ImageJ file had in them. ImageJ's TiffEncoder.
 *
 * @module
 */

import { type Bytes, concatBytes, decodeBase64, indexAt, isJsonObject, type Json } from "@chunkwright/core";
import type { Channel } from "../image-model.ts";
import type { PagedImage } from "./image-pages.ts";
import {
  BYTE_COUNTS_TAG,
  brightest,
  IMAGEJ_PARTS,
  type ImageJPart,
  LUT_LENGTH,
  METADATA_TAG,
  TEXT_PARTS,
} from "./imagej-metadata.ts";

/** A tag with its value, as TIFF types it. */
export type ImageJTag =
  | { readonly tag: number; readonly type: "LONG"; readonly numbers: readonly number[] }
  | { readonly tag: number; readonly type: "BYTE"; readonly bytes: Bytes };

/** None for an image of which there is nothing to say. */
export function printImageJMetadata(paged: PagedImage): readonly ImageJTag[] {
  const kinds = IMAGEJ_PARTS.map((kind) => ({ kind, parts: partsOf(kind, paged) })).filter(
    ({ parts }) => parts.length > 0,
  );
  if (kinds.length === 0) return [];
  const header = new Uint8Array(4 + 8 * kinds.length);
  const view = new DataView(header.buffer);
  setLetters(view, 0, "IJIJ");
  for (const [i, { kind, parts }] of kinds.entries()) {
    setLetters(view, 4 + 8 * i, kind.padEnd(4));
    view.setUint32(8 + 8 * i, parts.length, true);
  }
  const pieces = [header, ...kinds.flatMap(({ parts }) => parts)];
  return [
    { tag: BYTE_COUNTS_TAG, type: "LONG", numbers: pieces.map(({ byteLength }) => byteLength) },
    { tag: METADATA_TAG, type: "BYTE", bytes: concatBytes(pieces) },
  ];
}

/** Letters are a number, the first one in its highest byte. */
function setLetters(view: DataView, at: number, letters: string): void {
  for (let i = 0; i < 4; i += 1) view.setUint8(at + i, letters.charCodeAt(3 - i));
}

function partsOf(kind: ImageJPart, paged: PagedImage): readonly Bytes[] {
  const { image, samples, pages } = paged;
  const kept = keptParts(kind, image.dialects?.imagej);
  const channels = samples > 1 ? [] : image.channels;
  switch (kind) {
    case "labl": {
      const names = planeNames(paged).map(encodeUtf16);
      // Where every channel is one plane, labels are the names of channels, which may have changed.
      return kept.length === pages && (names.length === 0 || pages !== channels.length) ? kept : names;
    }
    case "rang":
      return channels.length > 1 ? displayRanges(channels) : [];
    case "luts":
      return channels.length > 1 ? lookupTables(channels, kept) : [];
    default:
      return kept;
  }
}

function keptParts(kind: ImageJPart, imagej: Json | undefined): readonly Bytes[] {
  const parts = isJsonObject(imagej) ? imagej[kind] : undefined;
  if (!Array.isArray(parts)) return [];
  const texts = parts.filter((part) => typeof part === "string");
  return TEXT_PARTS.includes(kind)
    ? texts.map(encodeUtf16)
    : texts.map(decodeBase64).filter((bytes) => bytes !== undefined);
}

/** Every plane is called what its channel is called; nothing where no channel has a name. */
function planeNames({ image, pageAxes, pages, samples }: PagedImage): readonly string[] {
  const { axes, channels, levels } = image;
  if (samples > 1 || !channels.some(({ name }) => name)) return [];
  const { shape } = levels[0].source.info;
  const counts = pageAxes.map((axis) => shape[axis]!);
  const c = pageAxes.findIndex((axis) => axes[axis]!.name === "c");
  return Array.from({ length: pages }, (_, page) => channels[indexAt(counts, page)[c] ?? 0]?.name ?? "");
}

/** Two doubles a channel; nothing unless all have a window. */
function displayRanges(channels: readonly Channel[]): readonly Bytes[] {
  const ends = channels.flatMap(({ window }) => [window?.start, window?.end]);
  const numbers = ends.filter((end) => end !== undefined);
  if (numbers.length !== ends.length) return [];
  const view = new DataView(new ArrayBuffer(8 * numbers.length));
  for (const [i, number] of numbers.entries()) view.setFloat64(8 * i, number, true);
  return [new Uint8Array(view.buffer)];
}

/** Nothing where no channel has a colour; tables are kept while they lead to what their channels have. */
function lookupTables(channels: readonly Channel[], kept: readonly Bytes[]): readonly Bytes[] {
  if (channels.every(({ color }) => color === undefined)) return [];
  return channels.map(({ color = WHITE }, i) => {
    const table = kept.length === channels.length ? kept[i] : undefined;
    return table?.byteLength === 3 * LUT_LENGTH && brightest(table) === color ? table : rampTo(color);
  });
}

const WHITE = 0xff_ff_ff;

function rampTo(color: number): Bytes {
  const table = new Uint8Array(3 * LUT_LENGTH);
  for (const [band, shift] of [16, 8, 0].entries()) {
    const end = (color >>> shift) & 0xff;
    for (let i = 0; i < LUT_LENGTH; i += 1) {
      table[band * LUT_LENGTH + i] = Math.round((i * end) / (LUT_LENGTH - 1));
    }
  }
  return table;
}

function encodeUtf16(text: string): Bytes {
  const view = new DataView(new ArrayBuffer(2 * text.length));
  for (let i = 0; i < text.length; i += 1) view.setUint16(2 * i, text.charCodeAt(i), true);
  return new Uint8Array(view.buffer);
}
