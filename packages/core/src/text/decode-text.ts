/**
 * Decoding text whose encoding is not stated.
 *
 * @module
 */

import type { Bytes } from "../types.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * What bytes 0x80 to 0x9F stand for in Windows-1252; those it does not assign are control characters. WHATWG Encoding,
 * index-windows-1252. Not left to TextDecoder: Node 20 decodes these bytes as Latin-1 under every label.
 */
const FROM_0X80 =
  "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8DŽ\x8F" + //
  "\x90‘’“”•–—˜™š›œ\x9DžŸ";

/**
 * The text of `bytes`, NULs included: UTF-8 if they are valid UTF-8 (so also ASCII), else Windows-1252 (so also
 * Latin-1), which many programs write into files whose format only allows ASCII. Never throws.
 */
export function decodeText(bytes: Bytes): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    return decodeWindows1252(bytes);
  }
}

/** Bytes per `String.fromCharCode` call: every engine accepts this many arguments. */
const PART = 8192;

function decodeWindows1252(bytes: Bytes): string {
  let text = "";
  for (let start = 0; start < bytes.byteLength; start += PART) {
    text += String.fromCharCode(...bytes.subarray(start, start + PART));
  }
  return text.replace(/[\x80-\x9f]/g, (character) => FROM_0X80[character.charCodeAt(0) - 0x80] ?? character);
}
