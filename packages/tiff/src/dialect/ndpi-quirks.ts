/**
 * What Hamamatsu's NDPI files say wrongly of their images, as tifffile's sources tell it.
 *
 * @module
 */

import type { IfdEntries } from "../ifd/ifd-entries.ts";
import { TAGS } from "../ifd/tags.ts";
import type { IfdFields } from "../tiff-file.ts";

/** CaptureModes from here on are of a camera of one channel. */
const FIRST_GREY_MODE = 6;

/** The pages of a slide in 16-bit grey say that they are colours of 8 bits; its overviews, of a lens below zero, are. */
export function withoutNdpiQuirks(entries: IfdEntries, fields: IfdFields): IfdFields {
  if (!entries.has(TAGS.NdpiFormat)) return fields;
  const mode = entries.inlineNumber(TAGS.CaptureMode) ?? 0;
  const lens = entries.inlineNumber(TAGS.SourceLens) ?? 1;
  if (mode < FIRST_GREY_MODE || lens <= 0) return fields;
  return { ...fields, samplesPerPixel: 1, bitsPerSample: [16], sampleFormat: [1], photometric: 1 };
}
