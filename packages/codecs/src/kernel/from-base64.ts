/**
 * Bytes that modules hold as text.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";

/** The bytes of a text in base64. */
export function fromBase64(text: string): Bytes {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
