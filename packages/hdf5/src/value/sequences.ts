/**
 * Elements of variable length: how many there are, and where in a global heap.
 *
 * @module
 */

import type { Bytes, CallOptions } from "@chunkwright/core";
import { FieldReader } from "../file/field-reader.ts";
import type { Hdf5Context } from "../hdf5-context.ts";
import { invalidHdf5 } from "../hdf5-error.ts";
import { parseHeapId } from "../heap/global-heap.ts";
import { HeapCollections } from "../heap/heap-collections.ts";

/** An element: 4 bytes of length, then the ID of the heap object, absent until its collection is loaded. */
export function sequence(
  bytes: Bytes,
  heap: HeapCollections,
): { readonly count: number; readonly object: Bytes | undefined } {
  const fields = new FieldReader(bytes, "an element of variable length", heap.context);
  const count = fields.u32();
  const id = parseHeapId(fields);
  return { count, object: count === 0 || id.address === 0 ? undefined : heap.object(id) };
}

/** The elements of variable length in `bytes` as their own bytes, by their count of elements. */
export async function readSequences(
  context: Hdf5Context,
  bytes: Bytes,
  count: number,
  baseBytes: number,
  options?: CallOptions,
): Promise<readonly Bytes[]> {
  const size = 8 + context.sizeOfOffsets;
  const heap = new HeapCollections(context);
  for (;;) {
    const objects = Array.from({ length: count }, (_, n) => {
      const found = sequence(bytes.subarray(n * size, (n + 1) * size), heap);
      const byteLength = found.object ? found.count * baseBytes : 0;
      if (found.object && byteLength > found.object.byteLength) {
        throw invalidHdf5(
          `Cannot read a sequence of ${byteLength} bytes: ${found.object.byteLength} are stored`,
        );
      }
      return found.object?.slice(0, byteLength) ?? new Uint8Array(0);
    });
    if (!heap.isIncomplete) return objects;
    await heap.load(options);
  }
}
