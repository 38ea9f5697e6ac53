/**
 * What references refer to. HDF5 File Format Specification 4.0 §IV.A.2.d, "Class 7", and §VIII.B and C.
 *
 * @module
 */

import { type Bytes, type CallOptions, decodeText, StorageError } from "@chunkwright/core";
import { parseSelection, type Selection } from "../array/selection.ts";
import { FieldReader } from "../file/field-reader.ts";
import type { Hdf5Context } from "../hdf5-context.ts";
import { unsupportedHdf5 } from "../hdf5-error.ts";
import { heapObject, parseHeapId, readCollection } from "../heap/global-heap.ts";
import type { Hdf5Reference } from "../value/values.ts";

export interface ReferenceTarget {
  /** Address of the object header. */
  readonly address: number;
  /** Name of the file that the address is in, if it is another one. */
  readonly file?: string;
  /** The part of the dataset that is meant. */
  readonly selection?: Selection;
  /** Which of the object's attributes is meant. */
  readonly attribute?: string;
}

/** Reads what a reference of any kind refers to. Rejects with "not-found" for one that was never written. */
export async function readReference(
  context: Hdf5Context,
  { kind, bytes }: Hdf5Reference,
  options?: CallOptions,
): Promise<ReferenceTarget> {
  switch (kind) {
    case "object":
      return { address: oldObjectAddress(context, bytes) };
    case "region":
      return readOldRegion(context, bytes, options);
    case "object2":
    case "region2":
    case "attribute2":
      return readRevised(context, bytes, options);
  }
}

/** The object that a reference to an object of the same file names: the address itself. */
export function objectAddress(context: Hdf5Context, { kind, bytes }: Hdf5Reference): number {
  if (kind === "object") return oldObjectAddress(context, bytes);
  throw unsupportedHdf5(`Cannot resolve a reference: it is of kind ${kind}`, `references of kind ${kind}`);
}

function oldObjectAddress(context: Hdf5Context, bytes: Bytes): number {
  return nonZero(new FieldReader(bytes, "an object reference", context).definedAddress());
}

/** The ID of a heap object: the dataset's address and a selection. §VIII.C. */
async function readOldRegion(
  context: Hdf5Context,
  bytes: Bytes,
  options?: CallOptions,
): Promise<ReferenceTarget> {
  const what = "a region reference";
  const fields = await heapFields(context, new FieldReader(bytes, what, context), options);
  return { address: fields.definedAddress(), selection: parseSelection(fields) };
}

async function heapFields(
  context: Hdf5Context,
  fields: FieldReader,
  options?: CallOptions,
): Promise<FieldReader> {
  const id = parseHeapId(fields);
  const collection = await readCollection(context, nonZero(id.address), options);
  return new FieldReader(heapObject(collection, id), fields.what, context);
}

const OBJECT = 2;
const ATTRIBUTE = 4;
const IS_EXTERNAL = 1;

/**
 * References of HDF5 1.12, whatever their datatype says. §VIII.B.
 *    0  1  type: 2 object, 3 region, 4 attribute
 *    1  1  flags: bit 0 in another file
 *          an object of this file: the block; anything else: 4 size of the block, its global heap ID
 *
 * The block:
 *    0  1  size of the token
 *          the token: the address
 *          in another file: 2 length, the file's name
 *          a region: 4 length, 4 rank, the selection
 *          an attribute: 2 length, its name
 */
async function readRevised(
  context: Hdf5Context,
  bytes: Bytes,
  options?: CallOptions,
): Promise<ReferenceTarget> {
  const fields = new FieldReader(bytes, "a reference", context);
  const type = nonZero(fields.u8());
  if (type < OBJECT || type > ATTRIBUTE) {
    throw unsupportedHdf5(`Cannot resolve a reference: it has type ${type}`, `references of type ${type}`);
  }
  const isExternal = (fields.u8() & IS_EXTERNAL) !== 0;
  let block = fields;
  if (type !== OBJECT || isExternal) {
    fields.skip(4);
    block = await heapFields(context, fields, options);
  }
  const token = new FieldReader(block.take(block.u8()), block.what, context);
  const address = nonZero(token.definedAddress());
  const text = () => decodeText(block.take(block.u16()));
  const file = isExternal ? { file: text() } : {};
  if (type === ATTRIBUTE) return { address, ...file, attribute: text() };
  if (type === OBJECT) return { address, ...file };
  block.skip(8);
  return { address, ...file, selection: parseSelection(block) };
}

/** A reference that was never written is 0. */
function nonZero(value: number): number {
  if (value !== 0) return value;
  throw new StorageError("not-found", "Cannot resolve a reference: it refers to nothing", { path: "" });
}
