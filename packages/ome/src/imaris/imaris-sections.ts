/**
 * What Imaris says of an image: texts by name, in sections.
 *
 * @module
 */

import {
  bytesOf,
  type CallOptions,
  elementCount,
  type Group,
  isFixed,
  isJsonObject,
  isStorageError,
  type Json,
  readRegion,
} from "@chunkwright/core";
import { decodeImarisText, imarisText } from "./imaris-text.ts";

/** The groups of DataSetInfo by their names: "Image", "Channel 0", "TimeInfo", "Log". Imaris 5.5, "Dataset Info". */
export type ImarisSections = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Longer texts are left out. */
const MAX_TEXT_BYTES = 2 ** 24;

/**
 * All texts of DataSetInfo. Those of more than 1,024 bytes are datasets, whose names are encoded like those of groups:
 * `%s` for a slash, `%p` for `%`.
 */
export async function readImarisSections(info: Group, options?: CallOptions): Promise<ImarisSections> {
  const sections: [string, Readonly<Record<string, string>>][] = [];
  for await (const name of info.list?.(options) ?? []) {
    const section = await info.open(name, options);
    if (section?.kind === "group") sections.push([decodeName(name), await readTexts(section, options)]);
  }
  return Object.fromEntries(sections);
}

async function readTexts(section: Group, options?: CallOptions): Promise<Readonly<Record<string, string>>> {
  const texts: [string, string][] = [];
  for (const [name, value] of Object.entries(section.attributes)) {
    const text = imarisText(value);
    if (text !== undefined) texts.push([name, text]);
  }
  for await (const name of section.list?.(options) ?? []) {
    const text = await readLongText(section, name, options);
    if (text !== undefined) texts.push([decodeName(name), text]);
  }
  return Object.fromEntries(texts);
}

/** `undefined` for what is not text, or cannot be read: it does not hide the image. */
async function readLongText(
  section: Group,
  name: string,
  options?: CallOptions,
): Promise<string | undefined> {
  try {
    const array = await section.open(name, options);
    if (array?.kind !== "array" || !isFixed(array.info.dataType)) return undefined;
    const { dataType, shape } = array.info;
    if (!["r8", "uint8", "int8"].includes(dataType) || elementCount(shape) > MAX_TEXT_BYTES) return undefined;
    const { data } = await readRegion(array, { start: shape.map(() => 0), shape }, options);
    return Array.isArray(data) ? undefined : decodeImarisText(bytesOf(data));
  } catch (error) {
    if (isStorageError(error, "invalid-data", "unsupported", "codec")) return undefined;
    throw error;
  }
}

function decodeName(name: string): string {
  return name.replace(/%[sp]/g, (code) => (code === "%s" ? "/" : "%"));
}

/** `undefined` unless the value is sections of texts. */
export function parseImarisSections(value: Json | undefined): ImarisSections | undefined {
  if (!isJsonObject(value)) return undefined;
  const sections: [string, Record<string, string>][] = [];
  for (const [name, section] of Object.entries(value)) {
    if (!isJsonObject(section)) return undefined;
    const texts = Object.entries(section);
    if (!texts.every((entry): entry is [string, string] => typeof entry[1] === "string")) return undefined;
    sections.push([name, Object.fromEntries(texts)]);
  }
  return Object.fromEntries(sections);
}
