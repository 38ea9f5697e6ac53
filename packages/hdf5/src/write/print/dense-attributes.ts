/**
 * Attributes beside the header of their object, where some of them are too large for it: a fractal heap of one block for
 * small ones, with the others behind it, and a B-tree of their names. HDF5 File Format Specification 4.0 §III.A.2 and
 * §III.G.
 *
 * @module
 */

import { lookup3 } from "@chunkwright/codecs/lazy";
import type { Bytes } from "@chunkwright/core";
import { encodeText, FieldWriter } from "./field-writer.ts";
import { message, type PrintedMessage } from "./print-header.ts";

/** An attribute as its message has it. One of those that come here at least is huge. */
export interface PrintedAttribute {
  readonly name: string;
  readonly data: Bytes;
}

// The parameters of heaps of attributes that libhdf5 makes: see `readHeapHeader` for what they mean.
const HEAP_ID_BYTES = 8;
const MAX_MANAGED_BYTES = 4096;
const MAX_DIRECT_BLOCK_BYTES = 65536;
const MIN_BLOCK_BYTES = 1024;
const MAX_HEAP_BITS = 40;
const TABLE_WIDTH = 4;
const HAS_CHECKSUMS = 2;
/** Bytes of signature, version, address of the heap, offset in the heap and checksum. */
const BLOCK_OVERHEAD = 4 + 1 + 8 + 5 + 4;

const HEAP_HEADER_BYTES = 146;
const TREE_HEADER_BYTES = 38;
const NODE_OVERHEAD = 10;
const MIN_NODE_BYTES = 512;
const HUGE_TREE = { type: 1, recordBytes: 24 } as const;
const NAME_TREE = { type: 8, recordBytes: 17 } as const;

interface Plan {
  readonly managed: readonly PrintedAttribute[];
  readonly huge: readonly PrintedAttribute[];
  /** 0 if there is no block. */
  readonly blockBytes: number;
  /** Where all that is in the storage begins, from its start. */
  readonly hugeTree: number;
  readonly nameTree: number;
  readonly block: number;
  readonly objects: number;
  readonly byteLength: number;
}

export function denseByteLength(attributes: readonly PrintedAttribute[]): number {
  return planStorage(attributes).byteLength;
}

/** Small attributes are managed by the heap, as long as one block holds them. */
function planStorage(attributes: readonly PrintedAttribute[]): Plan {
  const managed: PrintedAttribute[] = [];
  const huge: PrintedAttribute[] = [];
  let used = BLOCK_OVERHEAD;
  for (const attribute of attributes) {
    const { byteLength } = attribute.data;
    if (byteLength <= MAX_MANAGED_BYTES && used + byteLength <= MAX_DIRECT_BLOCK_BYTES) {
      managed.push(attribute);
      used += byteLength;
    } else {
      huge.push(attribute);
    }
  }
  const blockBytes = managed.length === 0 ? 0 : Math.max(MIN_BLOCK_BYTES, 2 ** Math.ceil(Math.log2(used)));
  const hugeTree = align(HEAP_HEADER_BYTES);
  const nameTree = hugeTree + treeByteLength(HUGE_TREE.recordBytes, huge.length);
  const block = nameTree + treeByteLength(NAME_TREE.recordBytes, attributes.length);
  const objects = block + blockBytes;
  const byteLength = huge.reduce((sum, { data }) => sum + align(data.byteLength), objects);
  return { managed, huge, blockBytes, hugeTree, nameTree, block, objects, byteLength };
}

/** The Attribute Info message, §IV.A.2.v, of the storage at `address`: see `readDense`. */
export function attributeInfo(attributes: readonly PrintedAttribute[], address: number): PrintedMessage {
  const { nameTree } = planStorage(attributes);
  const fields = new FieldWriter(18)
    .u8(0)
    .u8(0)
    .address(address)
    .address(address + nameTree);
  return message("ATTRIBUTE_INFO", fields.bytes);
}

export function printDense(attributes: readonly PrintedAttribute[], address: number): Bytes {
  const plan = planStorage(attributes);
  const { managed, huge, hugeTree, nameTree, block, objects, byteLength } = plan;
  const ids = new Map<PrintedAttribute, Bytes>();
  const blockFields = new FieldWriter(plan.blockBytes);
  if (plan.blockBytes > 0)
    blockFields
      .text("FHDB")
      .u8(0)
      .address(address)
      .zeros(BLOCK_OVERHEAD - 13);
  for (const attribute of managed) {
    ids.set(attribute, managedId(blockFields.byteLength, attribute.data.byteLength));
    blockFields.put(attribute.data);
  }
  const free = plan.blockBytes - blockFields.byteLength;
  const places = new FieldWriter(HUGE_TREE.recordBytes * huge.length);
  let next = address + objects;
  for (const [n, attribute] of huge.entries()) {
    const { byteLength: length } = attribute.data;
    ids.set(attribute, hugeId(n + 1));
    places
      .address(next)
      .u64(length)
      .u64(n + 1);
    next += align(length);
  }
  const fields = new FieldWriter(byteLength);
  fields.put(printHeapHeader(plan, address, free)).padTo(hugeTree);
  fields.put(printTree(HUGE_TREE, places.bytes, address + hugeTree)).padTo(nameTree);
  fields.put(printTree(NAME_TREE, printNames(attributes, ids), address + nameTree)).padTo(block);
  fields.put(checkedBlock(blockFields.padTo(plan.blockBytes).bytes));
  for (const { data } of huge) fields.put(data).align(8);
  return fields.bytes;
}

/** See `readHeapHeader` for the fields. */
function printHeapHeader(
  { managed, huge, blockBytes, hugeTree, block }: Plan,
  address: number,
  freeBytes: number,
): Bytes {
  const fields = new FieldWriter(HEAP_HEADER_BYTES).text("FRHP").u8(0).u16(HEAP_ID_BYTES).u16(0);
  fields.u8(HAS_CHECKSUMS).u32(MAX_MANAGED_BYTES);
  fields.u64(huge.length + 1).address(address + hugeTree);
  fields.u64(freeBytes).address(undefined);
  // Managed space, what of it has been allocated, where the next block goes; objects in it.
  fields.u64(blockBytes).u64(blockBytes).u64(blockBytes).u64(managed.length);
  const hugeBytes = huge.reduce((sum, { data }) => sum + data.byteLength, 0);
  fields.u64(hugeBytes).u64(huge.length).u64(0).u64(0);
  fields.u16(TABLE_WIDTH).u64(Math.max(blockBytes, MIN_BLOCK_BYTES)).u64(MAX_DIRECT_BLOCK_BYTES);
  fields.u16(MAX_HEAP_BITS).u16(1);
  return fields
    .address(blockBytes > 0 ? address + block : undefined)
    .u16(0)
    .checksum().bytes;
}

/** Offset in the heap, 5 bytes, and length, 2: §III.G.1. */
function managedId(offset: number, length: number): Bytes {
  return new FieldWriter(HEAP_ID_BYTES).u8(0).u32(offset).u8(0).u16(length).bytes;
}

const HUGE_ID = 0x10;

/** What the tree of huge objects knows the object by, 7 bytes: §III.G.2. */
function hugeId(number: number): Bytes {
  return new FieldWriter(HEAP_ID_BYTES).u8(HUGE_ID).u32(number).zeros(3).bytes;
}

/** The checksum, of the whole block while it is zero, stands behind the other fields. */
function checkedBlock(bytes: Bytes): Bytes {
  if (bytes.byteLength > 0) {
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(BLOCK_OVERHEAD - 4, lookup3(bytes), true);
  }
  return bytes;
}

/** Records by the hash of the name: see `readDense`. */
function printNames(
  attributes: readonly PrintedAttribute[],
  ids: ReadonlyMap<PrintedAttribute, Bytes>,
): Bytes {
  const fields = new FieldWriter(NAME_TREE.recordBytes * attributes.length);
  const hashed = attributes.map((attribute, order) => ({
    attribute,
    order,
    hash: lookup3(encodeText(attribute.name)),
  }));
  hashed.sort((a, b) => a.hash - b.hash || (a.attribute.name < b.attribute.name ? -1 : 1));
  for (const { attribute, order, hash } of hashed) {
    fields.put(ids.get(attribute)!).u8(0).u32(order).u32(hash);
  }
  return fields.bytes;
}

interface TreeKind {
  readonly type: number;
  readonly recordBytes: number;
}

/** A header and one leaf, with room for as many records again: see `readBtreeV2` for the fields. */
function printTree({ type, recordBytes }: TreeKind, records: Bytes, address: number): Bytes {
  const count = records.byteLength / recordBytes;
  const nodeBytes = nodeByteLength(recordBytes, count);
  const leafAddress = address + align(TREE_HEADER_BYTES);
  const fields = new FieldWriter(align(TREE_HEADER_BYTES) + nodeBytes);
  fields.text("BTHD").u8(0).u8(type).u32(nodeBytes).u16(recordBytes).u16(0).u8(100).u8(40);
  fields.address(leafAddress).u16(count).u64(count).checksum().align(8);
  const leaf = new FieldWriter(nodeBytes).text("BTLF").u8(0).u8(type).put(records).checksum();
  return fields.put(leaf.padTo(nodeBytes).bytes).bytes;
}

function treeByteLength(recordBytes: number, count: number): number {
  return align(TREE_HEADER_BYTES) + nodeByteLength(recordBytes, count);
}

function nodeByteLength(recordBytes: number, count: number): number {
  return Math.max(MIN_NODE_BYTES, align(NODE_OVERHEAD + 2 * recordBytes * count));
}

function align(byteLength: number): number {
  return Math.ceil(byteLength / 8) * 8;
}
