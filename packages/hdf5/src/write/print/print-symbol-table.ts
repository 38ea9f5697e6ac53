/**
 * The links of a group: a B-tree of symbol nodes and the names in a local heap, side by side. HDF5 File Format
 * Specification 4.0 §III.B, §III.C and §III.D.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { type BtreeShape, btreeByteLength, printBtree } from "./btree-nodes.ts";
import { encodeText, FieldWriter } from "./field-writer.ts";

/** libhdf5's own choice: half the entries of symbol nodes and of the nodes above them. */
export const GROUP_LEAF_K = 4;
export const GROUP_INTERNAL_K = 16;

const HEAP_HEADER_BYTES = 32;
const NODE_ENTRIES = 2 * GROUP_LEAF_K;
const ENTRY_BYTES = 40;
const SYMBOL_NODE_BYTES = 8 + NODE_ENTRIES * ENTRY_BYTES;
/** No room is free: the offset that stands for no block. */
const NO_FREE_BLOCK = 1;

/** The scratch-pad of an entry holds where in the heap the path of a soft link is. */
const CACHED_LINK = 2;

/** Names and the places of all parts, from the table's start; links can be added when their targets have a place. */
export interface SymbolTable {
  readonly byteLength: number;
  readonly heapOffset: number;
  readonly names: readonly LinkName[];
}

interface LinkName {
  readonly name: string;
  readonly bytes: Bytes;
  readonly heapOffset: number;
  /** Where a soft link leads; `undefined` for hard links. */
  readonly path: HeapText | undefined;
}

interface HeapText {
  readonly bytes: Bytes;
  readonly heapOffset: number;
}

/** B-tree, local heap with the names, symbol nodes. Of each name, the path if it is that of a soft link. */
export function planSymbolTable(links: Iterable<readonly [string, string | undefined]>): SymbolTable {
  const sorted = Array.from(links, ([name, path]) => ({ name, path, bytes: encodeText(`${name}\0`) }));
  sorted.sort((a, b) => compareBytes(a.bytes, b.bytes));
  // The heap begins with the empty name.
  let heapBytes = 8;
  const place = (bytes: Bytes): HeapText => {
    const heapOffset = heapBytes;
    heapBytes += Math.ceil(bytes.byteLength / 8) * 8;
    return { bytes, heapOffset };
  };
  const placed = sorted.map(({ name, path, bytes }): LinkName => {
    const text = place(bytes);
    return { name, ...text, path: path === undefined ? undefined : place(encodeText(`${path}\0`)) };
  });
  const heapOffset = btreeByteLength(treeShape(placed));
  const nodes = Math.ceil(placed.length / NODE_ENTRIES);
  return {
    names: placed,
    heapOffset,
    byteLength: heapOffset + HEAP_HEADER_BYTES + heapBytes + nodes * SYMBOL_NODE_BYTES,
  };
}

/** The table at `address`, which is that of its B-tree too. */
export function printSymbolNodes(
  table: SymbolTable,
  address: number,
  headerAddress: (name: string) => number,
): Bytes {
  const { names, byteLength } = table;
  const nodes = Math.ceil(names.length / NODE_ENTRIES);
  const nodesOffset = byteLength - nodes * SYMBOL_NODE_BYTES;
  const tree = printBtree(treeShape(names), address, {
    // Key `n + 1` is the last name in child `n`, key 0 the empty one.
    putKey: (fields, n) =>
      fields.u64(n === 0 ? 0 : names[Math.min(n * NODE_ENTRIES, names.length) - 1]!.heapOffset),
    child: (n) => address + nodesOffset + n * SYMBOL_NODE_BYTES,
  });
  const fields = new FieldWriter(byteLength).put(tree);
  const heapDataOffset = table.heapOffset + HEAP_HEADER_BYTES;
  fields
    .text("HEAP")
    .u32(0)
    .u64(nodesOffset - heapDataOffset)
    .u64(NO_FREE_BLOCK)
    .address(address + heapDataOffset);
  fields.zeros(8);
  for (const { bytes, path } of names) {
    fields.put(bytes).align(8);
    if (path) fields.put(path.bytes).align(8);
  }
  for (let node = 0; node < nodes; node += 1) {
    const entries = names.slice(node * NODE_ENTRIES, (node + 1) * NODE_ENTRIES);
    const start = fields.byteLength;
    fields.text("SNOD").u8(1).u8(0).u16(entries.length);
    for (const { name, heapOffset, path } of entries) {
      fields.u64(heapOffset).address(path ? undefined : headerAddress(name));
      if (path) fields.u32(CACHED_LINK).u32(0).u32(path.heapOffset).zeros(12);
      else fields.zeros(ENTRY_BYTES - 16);
    }
    fields.padTo(start + SYMBOL_NODE_BYTES);
  }
  return fields.bytes;
}

function treeShape(names: readonly unknown[]): BtreeShape {
  return { type: 0, k: GROUP_INTERNAL_K, keyBytes: 8, count: Math.ceil(names.length / NODE_ENTRIES) };
}

/** Compares in the order of `strcmp`. */
function compareBytes(a: Bytes, b: Bytes): number {
  const length = Math.min(a.byteLength, b.byteLength);
  for (let i = 0; i < length; i += 1) {
    if (a[i] !== b[i]) return a[i]! - b[i]!;
  }
  return a.byteLength - b.byteLength;
}
