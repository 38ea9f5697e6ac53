/**
 * What cameras note beside an image, as attributes of the array. Exif 2.32 (CIPA DC-008), §4.6.
 *
 * @module
 */

import type { CallOptions, Json, JsonObject } from "@chunkwright/core";
import {
  type IfdEntries,
  type IfdEntry,
  readEntryBytes,
  readEntryNumbers,
  readIfdEntries,
} from "../ifd/ifd-entries.ts";
import { tagText } from "../ifd/tag-text.ts";
import { TAGS } from "../ifd/tags.ts";
import type { TiffContext } from "../tiff-context.ts";
import { unlessInvalid } from "../tiff-error.ts";
import { EXIF_TAGS, GPS_TAGS, INTEROPERABILITY_TAGS } from "./exif-tags.ts";

/** Longer values are left out, such as MakerNote, which only software of the maker can read. */
const MAX_BYTES = 4096;

type Names = { readonly [tag: number]: string };

/**
 * `{ exif: {...}, gps: {...}, interoperability: {...} }`, those that exist, with the names of the standard. An IFD that
 * cannot be read is left out, as no pixel depends on it.
 */
export async function readExifAttributes(
  context: TiffContext,
  entries: IfdEntries,
  options?: CallOptions,
): Promise<JsonObject> {
  const found: { [name: string]: Json } = {};
  const read = async (name: string, from: IfdEntries, pointer: number, names: Names) => {
    const offset = from.inlineNumber(pointer);
    if (offset === undefined) return undefined;
    const ifd = await unlessInvalid(readIfdEntries(context, offset, options));
    const values = ifd && (await unlessInvalid(readNamed(context, ifd, names, options)));
    if (values) found[name] = values;
    return values && ifd;
  };
  const exif = await read("exif", entries, TAGS.ExifIFD, EXIF_TAGS);
  await read("gps", entries, TAGS.GPSIFD, GPS_TAGS);
  if (exif) await read("interoperability", exif, TAGS.InteroperabilityIFD, INTEROPERABILITY_TAGS);
  return found;
}

async function readNamed(
  context: TiffContext,
  entries: IfdEntries,
  names: Names,
  options?: CallOptions,
): Promise<JsonObject> {
  const found: { [name: string]: Json } = {};
  for (const tag of entries.tags) {
    const entry = entries.get(tag);
    const name = names[tag];
    if (!entry || name === undefined || entry.count * entry.type.byteLength > MAX_BYTES) continue;
    const value = await readJson(context, entry, options);
    if (value !== undefined) found[name] = value;
  }
  return found;
}

/** Text, a number, or several; versions and comments of type UNDEFINED as the text that they are. */
async function readJson(
  context: TiffContext,
  entry: IfdEntry,
  options?: CallOptions,
): Promise<Json | undefined> {
  const { name } = entry.type;
  if (name === "ASCII" || name === "UNDEFINED") {
    const bytes = await readEntryBytes(context, entry, 0, entry.count, options);
    if (name === "ASCII" || bytes.every(isPrintable)) return tagText(bytes);
  }
  const numbers = [...(await readEntryNumbers(context, entry, undefined, options))];
  // Rationals are 0/0 where nothing is known.
  if (!numbers.every(Number.isFinite)) return undefined;
  return numbers.length === 1 ? numbers[0] : numbers;
}

function isPrintable(byte: number): boolean {
  return byte === 0 || (byte >= 32 && byte < 127);
}
