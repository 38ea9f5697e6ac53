/**
 * Bytes as text. RFC 4648 §4.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";

/** Characters given to `String.fromCharCode` at a time: engines limit their number. */
const STEP = 0x2000;

export function toBase64(bytes: Bytes): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += STEP)
    text += String.fromCharCode(...bytes.subarray(at, at + STEP));
  return btoa(text);
}

/** Throws `DOMException` for text that is none. */
export function fromBase64(text: string): Bytes {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
