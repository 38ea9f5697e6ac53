/**
 * Turning a byte range into offset and length once the size of the value is known.
 *
 * @module
 */

import { type ByteRange, type ByteSpan, StorageError } from "@chunkwright/core";

/** The span that `range` selects of the `size` bytes under `key`. Throws "invalid-data" if it reaches beyond them. */
export function resolveRange(key: string, range: ByteRange, size: number): ByteSpan {
  checkRange(key, range);
  if ("suffixLength" in range) {
    const length = Math.min(range.suffixLength, size);
    return { offset: size - length, length };
  }
  if (range.offset + range.length > size) throw beyondEnd(key, range, size);
  return range;
}

/** Throws "invalid-data" unless offset and lengths are whole numbers of at least 0: they often come from a file. */
export function checkRange(key: string, range: ByteRange): void {
  for (const count of "suffixLength" in range ? [range.suffixLength] : [range.offset, range.length]) {
    if (Number.isSafeInteger(count) && count >= 0) continue;
    throw new StorageError(
      "invalid-data",
      `Cannot read a range of ${key}: ${count} is not a number of bytes`,
      {
        format: "file",
      },
    );
  }
}

export function beyondEnd(key: string, { offset, length }: ByteSpan, size: number): StorageError {
  return new StorageError(
    "invalid-data",
    `Cannot read ${length} bytes at ${offset} of ${key}: it has ${size} bytes`,
    { format: "file", offset },
  );
}
