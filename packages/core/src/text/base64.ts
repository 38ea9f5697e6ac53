/**
 * Base64, for bytes in JSON and XML documents. RFC 4648 §4.
 *
 * @module
 */

import type { Bytes } from "../types.ts";

/** The bytes of padded base64 text; `undefined` if it is not valid. */
export function decodeBase64(text: string): Bytes | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** `bytes` as padded base64 text. */
export function encodeBase64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
