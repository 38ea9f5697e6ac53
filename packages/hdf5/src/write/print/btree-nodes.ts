/**
 * Version 1 B-trees, all nodes side by side, the root first: whoever reads them gets many at once. HDF5 File Format
 * Specification 4.0 §III.A.1.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { FieldWriter } from "./field-writer.ts";

export interface BtreeShape {
  /** 0 for group nodes, 1 for chunks. */
  readonly type: 0 | 1;
  /** Half the entries that a node has room for. */
  readonly k: number;
  readonly keyBytes: number;
  /** Children of leaves. */
  readonly count: number;
}

/** What the leaves point to, in order. Key `n` belongs to child `n`; the key behind the last closes the tree. */
export interface BtreeEntries {
  putKey(fields: FieldWriter, n: number): void;
  child(n: number): number;
}

const HEADER_BYTES = 24;

export function btreeByteLength(shape: BtreeShape): number {
  return nodesOfLevels(shape).reduce((sum, nodes) => sum + nodes, 0) * nodeByteLength(shape);
}

/** The tree whose root is at `address`; see `walkBtreeV1` for the fields of a node. */
export function printBtree(shape: BtreeShape, address: number, entries: BtreeEntries): Bytes {
  const { type, k, count } = shape;
  const nodeBytes = nodeByteLength(shape);
  const levels = nodesOfLevels(shape);
  const fields = new FieldWriter(btreeByteLength(shape));
  let levelAddress = address;
  for (let level = levels.length - 1; level >= 0; level -= 1) {
    const nodes = levels[level]!;
    const below = level === 0 ? count : levels[level - 1]!;
    /** Leaf entries that a child of this level stands for. */
    const span = (2 * k) ** level;
    const nextAddress = levelAddress + nodes * nodeBytes;
    for (let node = 0; node < nodes; node += 1) {
      const start = fields.byteLength;
      const first = node * 2 * k;
      const used = Math.min(2 * k, below - first);
      const sibling = (n: number) => (n >= 0 && n < nodes ? levelAddress + n * nodeBytes : undefined);
      fields
        .text("TREE")
        .u8(type)
        .u8(level)
        .u16(used)
        .address(sibling(node - 1))
        .address(sibling(node + 1));
      for (let n = first; n < first + used; n += 1) {
        entries.putKey(fields, n * span);
        fields.address(level === 0 ? entries.child(n) : nextAddress + n * nodeBytes);
      }
      entries.putKey(fields, Math.min((first + used) * span, count));
      fields.padTo(start + nodeBytes);
    }
    levelAddress = nextAddress;
  }
  return fields.bytes;
}

/** Nodes of each level, the leaves first; one leaf even where there is nothing. */
function nodesOfLevels({ count, k }: BtreeShape): readonly number[] {
  const levels = [Math.max(1, Math.ceil(count / (2 * k)))];
  while (levels.at(-1)! > 1) levels.push(Math.ceil(levels.at(-1)! / (2 * k)));
  return levels;
}

function nodeByteLength({ k, keyBytes }: BtreeShape): number {
  return HEADER_BYTES + 2 * k * 8 + (2 * k + 1) * keyBytes;
}
