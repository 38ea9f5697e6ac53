/**
 * Local heaps: the names in a group of the old kind, and of external files. HDF5 File Format Specification 4.0 §III.D.
 *
 * @module
 */

import { type Bytes, type CallOptions, decodeText } from "@chunkwright/core";
import { type Hdf5Context, readFields } from "../hdf5-context.ts";
import { invalidHdf5 } from "../hdf5-error.ts";

export interface LocalHeap {
  /** The NUL-terminated text at `offset` in the heap. */
  text(offset: number): string;
}

/**
 *    0  4  signature "HEAP"
 *    4  1  version, 0
 *    8  L  data segment size
 *       L  offset to the head of the free list
 *       O  address of the data segment
 */
export async function readLocalHeap(
  context: Hdf5Context,
  address: number,
  options?: CallOptions,
): Promise<LocalHeap> {
  const what = `the local heap at ${address}`;
  const length = 8 + 2 * context.sizeOfLengths + context.sizeOfOffsets;
  const fields = await readFields(context, address, length, what, options);
  fields.signature("HEAP");
  fields.version(0);
  fields.skip(3);
  const dataBytes = fields.length();
  fields.skip(context.sizeOfLengths);
  const data = await readFields(context, fields.definedAddress(), dataBytes, what, options);
  return { text: (offset) => textAt(data.bytes, offset, what) };
}

function textAt(bytes: Bytes, offset: number, what: string): string {
  const end = offset < bytes.byteLength ? bytes.indexOf(0, offset) : -1;
  if (end !== -1) return decodeText(bytes.subarray(offset, end));
  throw invalidHdf5(`Cannot read ${what}: no text of its ${bytes.byteLength} bytes begins at ${offset}`, {
    section: "§III.D",
  });
}
