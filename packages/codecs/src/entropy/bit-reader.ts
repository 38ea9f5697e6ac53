/**
 * Reading bits, most significant first.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";

export interface BitReader {
  /** The next `count` bits, 0 to 24, as a number. Throws the reader's error at the end of the bytes. */
  read(count: number): number;
  /** The next `count` bits, 1 to 24, without taking them; zeroes follow the last byte. */
  peek(count: number): number;
  /** Skips `count` bits, 0 to 24. */
  skip(count: number): void;
  /** Skips to the next whole byte and returns its position. */
  align(): number;
  /** Position of the next bit from the first byte. */
  readonly bitPosition: number;
}

/** A reader from byte `start` on. `end` makes the error for reads beyond the bytes. */
export function bitReader(bytes: Bytes, start: number, end: () => Error): BitReader {
  let next = start;
  let held = 0;
  let count = 0;
  const fill = (wanted: number): void => {
    while (count < wanted) {
      held = ((held << 8) | (bytes[next] ?? 0)) >>> 0;
      next += 1;
      count += 8;
    }
  };
  const reader = {
    peek(wanted: number): number {
      fill(wanted);
      return (held >>> (count - wanted)) & ((1 << wanted) - 1);
    },
    skip(wanted: number): void {
      fill(wanted);
      count -= wanted;
      if (next - (count >>> 3) > bytes.length) throw end();
    },
    read(wanted: number): number {
      if (wanted === 0) return 0;
      const value = reader.peek(wanted);
      reader.skip(wanted);
      return value;
    },
    align(): number {
      count -= count % 8;
      return next - count / 8;
    },
    get bitPosition(): number {
      return next * 8 - count;
    },
  };
  return reader;
}
