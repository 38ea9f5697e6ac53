/**
 * Groups of the old kind: a B-tree of symbol table nodes, with names in a local heap. HDF5 File Format Specification
 * 4.0 §III.B, §III.C and §IV.A.2.r.
 *
 * @module
 */

import type { CallOptions } from "@chunkwright/core";
import type { FieldReader } from "../file/field-reader.ts";
import { type Hdf5Context, readFields, readFieldsUpTo } from "../hdf5-context.ts";
import { walkBtreeV1 } from "../heap/btree-v1.ts";
import { type LocalHeap, readLocalHeap } from "../heap/local-heap.ts";
import type { Link } from "./link.ts";

const SYMBOLIC_LINK = 2;
/** A node of the default size. */
const FIRST_READ_BYTES = 8 + 8 * 40;

/** The links of a group whose Symbol Table message is `message`. */
export async function readSymbolTable(
  context: Hdf5Context,
  message: FieldReader,
  options?: CallOptions,
): Promise<readonly Link[]> {
  const treeAddress = message.definedAddress();
  const heapAddress = message.definedAddress();
  const nodes: number[] = [];
  const tree = {
    type: 0 as const,
    keyBytes: context.sizeOfLengths,
    entry: (_: FieldReader, child: number) => void nodes.push(child),
  };
  const [heap] = await Promise.all([
    readLocalHeap(context, heapAddress, options),
    walkBtreeV1(context, treeAddress, tree, options),
  ]);
  const links = await Promise.all(nodes.map((node) => readSymbolNode(context, node, heap, options)));
  return links.flat();
}

/**
 *    0  4  signature "SNOD"
 *    4  1  version, 1
 *    6  2  number of symbols
 *    8     entries: L link name offset, O object header address, 4 cache type, 4 reserved, 16 scratch-pad
 *
 * §III.C gives link name offsets the size of offsets; libhdf5 writes lengths, as the two seldom differ.
 */
async function readSymbolNode(
  context: Hdf5Context,
  address: number,
  heap: LocalHeap,
  options?: CallOptions,
): Promise<readonly Link[]> {
  const what = `the symbol table node at ${address}`;
  const entryBytes = context.sizeOfLengths + context.sizeOfOffsets + 24;
  let fields = await readFieldsUpTo(context, address, FIRST_READ_BYTES, what, options);
  fields.signature("SNOD");
  fields.version(1);
  fields.skip(1);
  const count = fields.u16();
  const length = 8 + count * entryBytes;
  if (length > fields.bytes.byteLength) fields = await readFields(context, address, length, what, options);
  const links: Link[] = [];
  for (let n = 0; n < count; n += 1) {
    fields.position = 8 + n * entryBytes;
    const name = heap.text(fields.length());
    const target = fields.address();
    const cacheType = fields.u32();
    fields.skip(4);
    if (cacheType === SYMBOLIC_LINK) links.push({ kind: "soft", name, path: heap.text(fields.u32()) });
    else if (target !== undefined) links.push({ kind: "hard", name, address: target });
  }
  return links;
}
