/**
 * Decoded elements as bytes, to be compared with those of fixtures: in Node and in browsers.
 */

import { type Bytes, bytesOf, type Chunk, type Json } from "@chunkwright/core";

/** The elements' bytes, or JSON text where they have no flat memory. */
export function elementBytes({ dataType, data }: Chunk): Bytes {
  if (dataType === "bytes") return listBytes(data.map(toBase64));
  return Array.isArray(data) ? listBytes(data) : bytesOf(data);
}

/** A fixture's `decoded`: little-endian bytes in base64; of elements of any length the list, bytes in base64. */
export function decodedBytes(decoded: string | readonly Json[]): Bytes {
  return typeof decoded === "string" ? fromBase64(decoded) : listBytes(decoded);
}

export function fromBase64(text: string): Bytes {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

function toBase64(bytes: Bytes): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

function listBytes(list: readonly Json[]): Bytes {
  return new TextEncoder().encode(JSON.stringify(list));
}
