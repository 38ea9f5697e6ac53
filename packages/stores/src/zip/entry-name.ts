/**
 * Decoding the names of entries.
 *
 * @module
 */

import { type Bytes, dataViewOf } from "@chunkwright/core";
import { CP437_UPPER_HALF } from "./cp437.ts";
import { crc32 } from "./crc32.ts";
import { FLAG_UTF8 } from "./records.ts";
import { invalidZip } from "./zip-error.ts";

/** Info-ZIP Unicode Path Extra Field. APPNOTE 6.3.10 §4.6.9. */
const UNICODE_PATH_ID = 0x7075;

/**
 * The name as text: UTF-8 if the flag says so or there is a Unicode path field, else code page 437. APPNOTE 6.3.10
 * §4.4.17 and appendix D. Throws "invalid-data" for invalid UTF-8.
 */
export function decodeName(name: Bytes, flags: number, extra: ReadonlyMap<number, Bytes>): string {
  if ((flags & FLAG_UTF8) !== 0) return decodeUtf8(name);
  const unicodePath = extra.get(UNICODE_PATH_ID);
  // Version 1, then the CRC of the name it replaces: if that differs, the name was changed since.
  if (unicodePath && unicodePath.byteLength >= 5 && unicodePath[0] === 1) {
    const view = dataViewOf(unicodePath);
    if (view.getUint32(1, true) === crc32(name)) return decodeUtf8(unicodePath.slice(5));
  }
  let text = "";
  for (const byte of name) text += byte < 0x80 ? String.fromCharCode(byte) : CP437_UPPER_HALF[byte - 0x80];
  return text;
}

function decodeUtf8(bytes: Bytes): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw invalidZip("read the directory", `the name ${hex(bytes)} is not UTF-8`, "appendix D");
  }
}

function hex(bytes: Bytes): string {
  return Array.from(bytes.subarray(0, 40), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}
