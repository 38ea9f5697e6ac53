/**
 * What a byte range means once the size of the value is known.
 *
 * @module
 */

import { type ByteRange, StorageError } from "@chunkwright/core";

export interface Span {
  readonly offset: number;
  readonly length: number;
}

/** The bytes that `range` names of `size` stored under `key`; "invalid-data" if it reaches beyond them. */
export function resolveRange(key: string, range: ByteRange, size: number): Span {
  checkRange(key, range);
  if ("suffixLength" in range) {
    const length = Math.min(range.suffixLength, size);
    return { offset: size - length, length };
  }
  if (range.offset + range.length > size) throw beyondEnd(key, range, size);
  return range;
}

/** Throws "invalid-data" unless the range counts whole bytes: its numbers often come out of a file. */
export function checkRange(key: string, range: ByteRange): void {
  for (const count of "suffixLength" in range ? [range.suffixLength] : [range.offset, range.length]) {
    if (Number.isSafeInteger(count) && count >= 0) continue;
    throw new StorageError("invalid-data", `Cannot read a range of ${key}: ${count} counts no bytes`, {
      format: "file",
    });
  }
}

export function beyondEnd(key: string, { offset, length }: Span, size: number): StorageError {
  return new StorageError(
    "invalid-data",
    `Cannot read ${length} bytes at ${offset} of ${key}: it has ${size} bytes`,
    { format: "file", offset },
  );
}
