/**
 * Corrects wrong fields of Hamamatsu's NDPI files, as tifffile does.
 *
 * @module
 */

import type { IfdEntries } from "../ifd/ifd-entries.ts";
import { TAGS } from "../ifd/tags.ts";
import type { IfdFields } from "../tiff-file.ts";

/** The first CaptureMode of cameras with one channel; later ones are, too. */
const FIRST_GREY_MODE = 6;

/** Pages of a slide in 16-bit gray state 8-bit RGB. That is true only of its overviews, whose SourceLens is not positive. */
export function withoutNdpiQuirks(entries: IfdEntries, fields: IfdFields): IfdFields {
  if (!entries.has(TAGS.NdpiFormat)) return fields;
  const mode = entries.inlineNumber(TAGS.CaptureMode) ?? 0;
  const lens = entries.inlineNumber(TAGS.SourceLens) ?? 1;
  if (mode < FIRST_GREY_MODE || lens <= 0) return fields;
  return { ...fields, samplesPerPixel: 1, bitsPerSample: [16], sampleFormat: [1], photometric: 1 };
}
