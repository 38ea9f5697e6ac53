/**
 * Corrects wrong fields of three writers, as tifffile does. The first page names the software.
 *
 * @module
 */

import type { CallOptions } from "@chunkwright/core";
import { type IfdEntries, readEntryBytes, readIfdEntries } from "../ifd/ifd-entries.ts";
import { firstString } from "../ifd/ifd-texts.ts";
import { TAGS } from "../ifd/tags.ts";
import type { TiffContext } from "../tiff-context.ts";
import { unlessInvalid } from "../tiff-error.ts";
import type { IfdFields } from "../tiff-file.ts";

/** Their images have one plane, but state a depth. */
const FALSE_DEPTHS: readonly string[] = ["ISS Vista", "Philips DP"];
/** Their images are floats, but have no SampleFormat. */
const FLOATS_WITHOUT_FORMAT: readonly string[] = ["IndicaLabsImageWriter"];

export async function withoutWriterQuirks(
  context: TiffContext,
  entries: IfdEntries,
  fields: IfdFields,
  options?: CallOptions,
): Promise<IfdFields> {
  const isDeep = fields.imageDepth !== 1 || fields.tileDepth !== 1;
  const lacksFormat = !entries.has(TAGS.SampleFormat) && fields.bitsPerSample.every((bits) => bits === 32);
  if (!isDeep && !lacksFormat) return fields;
  const software = await firstSoftware(context, options);
  const isOneOf = (names: readonly string[]) => names.some((name) => software.startsWith(name));
  if (isDeep && isOneOf(FALSE_DEPTHS)) return { ...fields, imageDepth: 1, tileDepth: 1 };
  if (lacksFormat && isOneOf(FLOATS_WITHOUT_FORMAT))
    return { ...fields, sampleFormat: fields.sampleFormat.map(() => 3) };
  return fields;
}

/** More of a name than any of those above has. */
const NAME_BYTES = 64;

async function firstSoftware(context: TiffContext, options?: CallOptions): Promise<string> {
  const entry = (await readIfdEntries(context, context.firstIfdOffset, options)).get(TAGS.Software);
  if (entry?.type.byteLength !== 1) return "";
  const length = Math.min(entry.count, NAME_BYTES);
  const bytes = await unlessInvalid(readEntryBytes(context, entry, 0, length, options));
  return bytes ? firstString(bytes) : "";
}
