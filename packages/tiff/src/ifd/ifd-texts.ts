/**
 * The fields of an IFD that say in words what its image shows: the only ones that differ from page to page in many files.
 *
 * @module
 */

import { type Bytes, type CallOptions, decodeText } from "@chunkwright/core";
import type { TiffContext } from "../tiff-context.ts";
import { unlessInvalid } from "../tiff-error.ts";
import type { IfdFields } from "../tiff-file.ts";
import { type IfdEntries, knownEntryBytes, readEntryBytes } from "./ifd-entries.ts";
import { MAX_VALUE_BYTES } from "./tag-value.ts";
import { TAGS } from "./tags.ts";

export type IfdTexts = Pick<IfdFields, "description" | "software" | "dateTime">;

const TEXTS: readonly (readonly [name: keyof IfdTexts, tag: number])[] = [
  ["description", TAGS.ImageDescription],
  ["software", TAGS.Software],
  ["dateTime", TAGS.DateTime],
];
export const TEXT_TAGS: readonly number[] = TEXTS.map(([, tag]) => tag);

/** Texts outside the file are ignored, as by libtiff and tifffile, and so are those over 256 MiB. */
export async function readIfdTexts(
  context: TiffContext,
  entries: IfdEntries,
  options?: CallOptions,
): Promise<IfdTexts> {
  const texts: Texts = { ...NO_TEXTS };
  for (const [name, tag] of TEXTS) {
    const entry = entries.get(tag);
    if (entry?.type.byteLength !== 1 || entry.count > MAX_VALUE_BYTES) continue;
    const bytes = await unlessInvalid(readEntryBytes(context, entry, 0, entry.count, options));
    texts[name] = bytes && firstString(bytes);
  }
  return texts;
}

/** The same, if it takes no reading. Texts that equal those of `other`, an IFD read before, are not decoded again. */
export function knownIfdTexts(
  context: TiffContext,
  entries: IfdEntries,
  other: { readonly entries: IfdEntries; readonly texts: IfdTexts },
): IfdTexts | undefined {
  let own: Texts | undefined;
  for (const [name, tag] of TEXTS) {
    if (entries.isSame(tag, other.entries, context.blocks)) continue;
    own ??= { ...other.texts };
    own[name] = undefined;
    const entry = entries.get(tag);
    if (entry?.type.byteLength !== 1) continue;
    const bytes = knownEntryBytes(context, entry, entry.count);
    if (!bytes) return undefined;
    own[name] = firstString(bytes);
  }
  return own ?? other.texts;
}

type Texts = { -readonly [name in keyof IfdTexts]: IfdTexts[name] };
const NO_TEXTS: IfdTexts = { description: undefined, software: undefined, dateTime: undefined };

/** TIFF 6.0 §2 has several strings in a field, a NUL after each. */
export function firstString(bytes: Bytes): string {
  const nul = bytes.indexOf(0);
  return decodeText(nul < 0 ? bytes : bytes.subarray(0, nul));
}
