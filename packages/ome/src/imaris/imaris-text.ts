/**
 * Text as Imaris keeps it: arrays of strings of one byte each.
 *
 * @module
 */

import { type Bytes, decodeText, type Json } from "@chunkwright/core";

/**
 * The text of an attribute. Its bytes are UTF-8, but each is a string of its own: bytes beyond ASCII arrive as
 * characters of Windows-1252, and are reassembled here. Text in one piece, as other programs write it, is taken as it
 * is. `undefined` for what is not text.
 */
export function imarisText(value: Json | undefined): string | undefined {
  if (typeof value === "string") return value;
  if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) return undefined;
  const text = value.join("");
  const bytes = Array.from(text, (character) => BYTES.get(character));
  return bytes.every((byte) => byte !== undefined) ? decodeImarisText(Uint8Array.from(bytes)) : text;
}

/** UTF-8 as far as it is valid; a NUL, which stands for no text at all, ends it. */
export function decodeImarisText(bytes: Bytes): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end === -1 ? bytes : bytes.subarray(0, end));
}

/** The byte that each character of Windows-1252 stands for. */
const BYTES: ReadonlyMap<string, number> = new Map(
  Array.from({ length: 256 }, (_, byte) => [decodeText(Uint8Array.of(byte)), byte]),
);
