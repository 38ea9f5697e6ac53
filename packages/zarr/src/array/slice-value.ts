/**
 * Slicing a value in memory.
 *
 * @module
 */

import { type ByteRange, type Bytes, StorageError } from "@chunkwright/core";

/** The bytes of `range` of the value under `key`. Throws "invalid-data" if it reaches beyond its end. */
export function sliceValue(key: string, value: Bytes, range: ByteRange): Bytes {
  const { byteLength } = value;
  if ("suffixLength" in range) return value.slice(byteLength - Math.min(range.suffixLength, byteLength));
  const { offset, length } = range;
  if (offset >= 0 && length >= 0 && offset + length <= byteLength)
    return value.slice(offset, offset + length);
  throw new StorageError(
    "invalid-data",
    `Cannot read ${length} bytes at ${offset} of ${key}: it has ${byteLength} bytes`,
    { format: "zarr", offset },
  );
}
