/**
 * Text whose encoding nobody states.
 *
 * @module
 */

import type { Bytes } from "../types.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Characters of 0x80 to 0x9F in Windows-1252; what it leaves open are control characters. WHATWG Encoding,
 * index-windows-1252. Not by TextDecoder: Node 20 takes these bytes for Latin-1 under any of the labels.
 */
const FROM_0X80 =
  "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8DŽ\x8F" + //
  "\x90‘’“”•–—˜™š›œ\x9DžŸ";

/**
 * The text of `bytes`, NULs included: UTF-8, and so ASCII; what is no UTF-8 is taken for Windows-1252, and so for
 * Latin-1, as programs on Windows and older ones write it into files whose formats allow ASCII alone. Never throws.
 */
export function decodeText(bytes: Bytes): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    return decodeWindows1252(bytes);
  }
}

/** Bytes whose characters are joined at a time: calls take so many arguments anywhere. */
const PART = 8192;

function decodeWindows1252(bytes: Bytes): string {
  let text = "";
  for (let start = 0; start < bytes.byteLength; start += PART) {
    text += String.fromCharCode(...bytes.subarray(start, start + PART));
  }
  return text.replace(/[\x80-\x9f]/g, (character) => FROM_0X80[character.charCodeAt(0) - 0x80] ?? character);
}
