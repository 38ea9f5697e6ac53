/**
 * Parts of a stream, one after the other.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";

export function concatenate(parts: readonly ArrayLike<number>[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let position = 0;
  for (const part of parts) {
    whole.set(part, position);
    position += part.length;
  }
  return whole;
}
