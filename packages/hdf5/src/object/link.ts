/**
 * Links of groups: Link messages, wherever they are stored. HDF5 File Format Specification 4.0 §IV.A.2.g and §IV.A.2.c.
 *
 * @module
 */

import { type CallOptions, decodeText } from "@chunkwright/core";
import { FieldReader } from "../file/field-reader.ts";
import type { Hdf5Context } from "../hdf5-context.ts";
import { readBtreeV2 } from "../heap/btree-v2.ts";
import { openFractalHeap } from "../heap/fractal-heap.ts";
import { MESSAGE } from "./message-types.ts";
import type { Message, ObjectHeader } from "./object-header.ts";
import { resolveMessage } from "./shared-message.ts";
import { readSymbolTable } from "./symbol-table.ts";

/** A name in a group, and what it leads to. HDF5 File Format Specification 4.0 §IV.A.2.g. */
export type Link =
  /** Names an object of this file by the address of its header. */
  | { readonly kind: "hard"; readonly name: string; readonly address: number }
  | { readonly kind: "soft"; readonly name: string; readonly path: string }
  | { readonly kind: "external"; readonly name: string; readonly file: string; readonly path: string }
  /** Only the application that made it knows what it means. */
  | { readonly kind: "user-defined"; readonly name: string; readonly type: number };

const HARD = 0;
const SOFT = 1;
const EXTERNAL = 64;
/** Records of links by name, and by creation order. */
const LINK_NAME_TREE = 5;
const NAME_HASH_BYTES = 4;

/** All links of a group, in no particular order. */
export async function readLinks(
  context: Hdf5Context,
  header: ObjectHeader,
  options?: CallOptions,
): Promise<readonly Link[]> {
  const links: (readonly Link[])[] = [];
  for (const message of header.messages) links.push(await readLinksOf(context, message, options));
  return links.flat();
}

/** The links that a message holds or leads to; none if it is about something else. */
async function readLinksOf(
  context: Hdf5Context,
  message: Message,
  options?: CallOptions,
): Promise<readonly Link[]> {
  switch (message.type) {
    case MESSAGE.LINK:
      return [parseLink(await resolveMessage(context, message, options))];
    case MESSAGE.SYMBOL_TABLE:
      return readSymbolTable(context, message.fields, options);
    case MESSAGE.LINK_INFO:
      return readDenseLinks(context, message.fields, options);
    default:
      return [];
  }
}

/**
 * The Link Info message, §IV.A.2.c:
 *    0  1  version, 0
 *    1  1  flags: bit 0 creation order tracked, bit 1 indexed
 *  ( 2  8  maximum creation index)
 *       O  fractal heap of the links
 *       O  B-tree of their names
 */
async function readDenseLinks(
  context: Hdf5Context,
  fields: FieldReader,
  options?: CallOptions,
): Promise<readonly Link[]> {
  fields.version(0);
  const flags = fields.u8();
  if (flags & 1) fields.skip(8);
  const heapAddress = fields.address();
  const treeAddress = fields.address();
  if (heapAddress === undefined || treeAddress === undefined) return [];
  const heap = await openFractalHeap(context, heapAddress, options);
  const ids = await readBtreeV2(
    context,
    treeAddress,
    [LINK_NAME_TREE],
    (record) => {
      record.skip(NAME_HASH_BYTES);
      return record.take(heap.idBytes);
    },
    options,
  );
  return Promise.all(
    ids.map(async (id) => parseLink(new FieldReader(await heap.read(id, options), "a link", context))),
  );
}

/**
 *    0  1  version, 1
 *    1  1  flags: bits 0-1 width of the name's length, 2 creation order, 3 type, 4 character set stored
 *  ( 2  1  type; 0 unless stored)
 *  (    8  creation order)
 *  (    1  character set)
 *       n  length of the name
 *          the name, and what it links to
 */
function parseLink(fields: FieldReader): Link {
  fields.version(1);
  const flags = fields.u8();
  const type = flags & 8 ? fields.u8() : HARD;
  if (flags & 4) fields.skip(8);
  if (flags & 16) fields.skip(1);
  const name = decodeText(fields.take(fields.uint(2 ** (flags & 3))));
  if (type === HARD) return { kind: "hard", name, address: fields.definedAddress() };
  const value = new FieldReader(fields.take(fields.u16()), fields.what, fields.sizes);
  if (type === SOFT) return { kind: "soft", name, path: decodeText(value.bytes) };
  if (type !== EXTERNAL) return { kind: "user-defined", name, type };
  value.skip(1);
  return { kind: "external", name, file: value.cstring(), path: value.cstring() };
}
