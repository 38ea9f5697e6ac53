/**
 * Writing bits, most significant first.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";

export interface BitWriter {
  /** The lowest `count` bits of `value`, 0 to 24. */
  write(value: number, count: number): void;
  /** What has been written, with zeroes up to a whole byte. */
  bytes(): Bytes;
}

export function bitWriter(): BitWriter {
  let buffer = new Uint8Array(1024);
  let position = 0;
  let pending = 0;
  let pendingBits = 0;
  return {
    write(value, count) {
      pending = (pending << count) | (value & ((1 << count) - 1));
      pendingBits += count;
      if (position + 4 > buffer.length) {
        const larger = new Uint8Array(2 * buffer.length);
        larger.set(buffer);
        buffer = larger;
      }
      while (pendingBits >= 8) {
        pendingBits -= 8;
        buffer[position++] = pending >>> pendingBits;
      }
      pending &= (1 << pendingBits) - 1;
    },
    bytes() {
      const rest = pendingBits > 0 ? 1 : 0;
      const bytes = buffer.slice(0, position + rest);
      if (rest) bytes[position] = pending << (8 - pendingBits);
      return bytes;
    },
  };
}
