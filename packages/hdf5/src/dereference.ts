/**
 * What references refer to. HDF5 File Format Specification 4.0 §IV.A.2.d, "Class 7".
 *
 * @module
 */

import { type Bytes, type CallOptions, StorageError } from "@chunkwright/core";
import { FieldReader } from "./field-reader.ts";
import { heapObject, parseHeapId, readCollection } from "./global-heap.ts";
import type { Hdf5Context } from "./hdf5-context.ts";
import { unsupportedHdf5 } from "./hdf5-error.ts";
import { parseSelection, type Selection } from "./selection.ts";
import type { Hdf5Reference } from "./values.ts";

/** The object header that an object reference names: the address itself. */
export function objectAddress(context: Hdf5Context, { kind, bytes }: Hdf5Reference): number {
  if (kind === "object")
    return nonZero(new FieldReader(bytes, "an object reference", context).definedAddress());
  throw unsupportedHdf5(`Cannot resolve a reference: it is of kind ${kind}`, `references of kind ${kind}`);
}

export interface ReferencedRegion {
  readonly address: number;
  readonly selection: Selection;
}

/** A region reference is the ID of a heap object: the dataset's address and a selection. */
export async function readRegionReference(
  context: Hdf5Context,
  bytes: Bytes,
  options?: CallOptions,
): Promise<ReferencedRegion> {
  const id = parseHeapId(new FieldReader(bytes, "a region reference", context));
  const collection = await readCollection(context, nonZero(id.address), options);
  const fields = new FieldReader(heapObject(collection, id), "a region reference", context);
  return { address: fields.definedAddress(), selection: parseSelection(fields) };
}

/** A reference that was never written is 0. */
function nonZero(address: number): number {
  if (address !== 0) return address;
  throw new StorageError("not-found", "Cannot resolve a reference: it refers to nothing", { path: "" });
}
