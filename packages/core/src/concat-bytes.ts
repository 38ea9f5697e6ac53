/**
 * Joining byte arrays.
 *
 * @module
 */

import type { Bytes } from "./types.ts";

/** The bytes of all `parts`, one after the other, in new memory. */
export function concatBytes(parts: readonly ArrayLike<number>[]): Bytes {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}
