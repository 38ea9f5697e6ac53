/**
 * Bytes as text in documents. RFC 4648 §4.
 *
 * @module
 */

import type { Bytes } from "../types.ts";

/** The bytes of base64 text with its padding; `undefined` for any other text. */
export function bytesOfBase64(text: string): Bytes | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** As base64 text, RFC 4648 §4, with its padding. */
export function printBase64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
