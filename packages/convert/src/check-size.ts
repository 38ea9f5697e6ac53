/**
 * Arrays too large for any machine to go through.
 *
 * @module
 */

import { type ArrayInfo, elementCount, nominalByteSize, StorageError } from "@chunkwright/core";

/** A PiB: at a GB a second, twelve days. Documents that claim more are broken or hostile. */
const MOST_BYTES = 2 ** 50;

/** Throws "unsupported" for an array of more than a PiB, of which every element is about to be read. */
export function checkSize({ shape, dataType }: ArrayInfo): void {
  const byteLength = elementCount(shape) * nominalByteSize(dataType);
  if (byteLength <= MOST_BYTES) return;
  throw new StorageError(
    "unsupported",
    `Cannot go through all elements of a ${dataType} array of [${shape}]: it claims more than a PiB`,
    { format: "array", feature: "arrays of more than a PiB" },
  );
}
