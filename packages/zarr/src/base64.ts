/**
 * Bytes in documents: base64, or a list of integers.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { ExactJson } from "./exact-json.ts";

/** The bytes of base64 text with its padding; `undefined` for any other text. RFC 4648 §4. */
export function bytesOfBase64(text: string): Bytes | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

export function printBase64(bytes: Bytes): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** The bytes of a list of integers from 0 to 255; `undefined` for anything else. */
export function bytesOfIntegers(json: ExactJson): Bytes | undefined {
  if (!Array.isArray(json)) return undefined;
  const isByte = (value: ExactJson) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 255;
  return json.every(isByte) ? Uint8Array.from(json, Number) : undefined;
}
