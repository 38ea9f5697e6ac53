/**
 * Messages that are stored elsewhere: in a committed datatype, or in the heap of the shared object header message
 * table. HDF5 File Format Specification 4.0 §IV.A.2 ("Shared Message") and §III.I.
 *
 * @module
 */

import type { Bytes, CallOptions } from "@chunkwright/core";
import { FieldReader } from "../file/field-reader.ts";
import { type Hdf5Context, readChecked } from "../hdf5-context.ts";
import { invalidHdf5 } from "../hdf5-error.ts";
import { type FractalHeap, openFractalHeap } from "../heap/fractal-heap.ts";
import { findMessage, type Message, objectName, readObjectHeader } from "./object-header.ts";

export const IS_SHARED = 2;
/** Version 3: the message is in the heap of the shared message table. */
const IN_HEAP = 1;
const HEAP_ID_BYTES = 8;

/** The fields of a message itself, wherever it is stored. */
export async function resolveMessage(
  context: Hdf5Context,
  message: Pick<Message, "type" | "flags" | "fields">,
  options?: CallOptions,
): Promise<FieldReader> {
  return message.flags & IS_SHARED
    ? resolveShared(context, message.type, message.fields, options)
    : message.fields;
}

/** The object header with the message itself, as that of a committed datatype; `undefined` if it is in no other. */
export function committedAddress({ flags, fields }: Pick<Message, "flags" | "fields">): number | undefined {
  return flags & IS_SHARED ? parseShared(fields).address : undefined;
}

export async function resolveShared(
  context: Hdf5Context,
  type: number,
  fields: FieldReader,
  options?: CallOptions,
): Promise<FieldReader> {
  const { heapId, address } = parseShared(fields);
  if (heapId) {
    const heap = await openSharedHeap(context, type, options);
    return new FieldReader(await heap.read(heapId, options), `shared message ${type}`, context);
  }
  const message = findMessage(await readObjectHeader(context, address, options), type);
  if (message && !(message.flags & IS_SHARED)) return message.fields;
  throw invalidHdf5(`Cannot read shared message ${type}: ${objectName(address)} has none`, {
    section: "§IV.A.2",
  });
}

type SharedMessage =
  | { readonly heapId: Bytes; readonly address?: undefined }
  | { readonly heapId?: undefined; readonly address: number };

/**
 *    0  1  version, 1 to 3
 *    1  1  type: 1 in the heap, else in another object's header
 *  ( 2  6  version 1: reserved, and L bytes that libraries before 1.6 wrote; not in the specification)
 *    2  O  address of that object header; or 8 bytes of fractal heap ID
 */
function parseShared(fields: FieldReader): SharedMessage {
  const version = fields.version(1, 2, 3);
  const kind = fields.u8();
  if (version === 1) fields.skip(6 + fields.sizes.sizeOfLengths);
  if (version === 3 && kind === IN_HEAP) return { heapId: fields.take(HEAP_ID_BYTES) };
  return { address: fields.definedAddress() };
}

/**
 * The shared message table, for each index:
 *    0  1  version, 0 or 1
 *    1  1  type: list or B-tree
 *    2  2  bits of the message types in it
 *    4  4  minimum message size
 *    8  2  list cutoff
 *   10  2  B-tree cutoff
 *   12  2  number of messages
 *   14  O  address of the list or B-tree
 *       O  address of the fractal heap
 */
async function openSharedHeap(
  context: Hdf5Context,
  type: number,
  options?: CallOptions,
): Promise<FractalHeap> {
  const what = "the shared message table";
  const table = context.sharedMessages;
  if (table) {
    const length = 4 + table.indexCount * (14 + 2 * context.sizeOfOffsets) + 4;
    const fields = await readChecked(context, table.address, length, what, options);
    fields.signature("SMTB");
    for (let n = 0; n < table.indexCount; n += 1) {
      fields.skip(2);
      const types = fields.u16();
      fields.skip(10 + context.sizeOfOffsets);
      const heapAddress = fields.address();
      if (Math.floor(types / 2 ** type) % 2 === 1 && heapAddress !== undefined) {
        return openFractalHeap(context, heapAddress, options);
      }
    }
  }
  throw invalidHdf5(`Cannot read shared message ${type}: no index of ${what} has messages of its type`, {
    section: "§III.I",
  });
}
