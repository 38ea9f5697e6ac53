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
  if ("suffixLength" in range) {
    checkCount(key, range.suffixLength, 0);
    const length = Math.min(range.suffixLength, size);
    return { offset: size - length, length };
  }
  checkSpan(key, range);
  if (range.offset + range.length > size) throw beyondEnd(key, range, size);
  return range;
}

/** Throws "invalid-data" unless both numbers are whole and not negative: they often come out of a file. */
export function checkSpan(key: string, { offset, length }: Span): void {
  checkCount(key, offset, offset);
  checkCount(key, length, offset);
}

export function beyondEnd(key: string, { offset, length }: Span, size: number): StorageError {
  return new StorageError(
    "invalid-data",
    `Cannot read ${length} bytes at ${offset} of ${key}: it has ${size} bytes`,
    { format: "file", offset },
  );
}

function checkCount(key: string, count: number, offset: number): void {
  if (Number.isSafeInteger(count) && count >= 0) return;
  throw new StorageError("invalid-data", `Cannot read a range of ${key}: ${count} counts no bytes`, {
    format: "file",
    offset,
  });
}
