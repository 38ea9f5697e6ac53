/**
 * Version 1 B-trees: of the symbol nodes of groups, and of chunks. HDF5 File Format Specification 4.0 §III.A.1.
 *
 * @module
 */

import type { CallOptions } from "@chunkwright/core";
import type { FieldReader } from "../file/field-reader.ts";
import { type Hdf5Context, readFields, readFieldsUpTo } from "../hdf5-context.ts";
import { invalidHdf5 } from "../hdf5-error.ts";

export interface BtreeV1 {
  /** 0 for group nodes, 1 for chunks. */
  readonly type: 0 | 1;
  readonly keyBytes: number;
  /** Takes each leaf entry: `fields` stand at its key, `child` is what it points to. */
  readonly entry: (fields: FieldReader, child: number) => void;
}

/** Enough for a node of 64 entries with keys of four axes: one request a node, as a rule. */
const FIRST_READ_BYTES = 4096;
const MAX_LEVEL = 64;

/**
 * Walks the tree at `address`, the nodes of a level in parallel. Rejects with "invalid-data" if nodes form a loop.
 *
 *    0  4  signature "TREE"
 *    4  1  node type
 *    5  1  node level, 0 for leaves
 *    6  2  entries used
 *    8  O  left sibling
 *       O  right sibling
 *          key 0, child 0, key 1, child 1, ... the last key
 */
export async function walkBtreeV1(
  context: Hdf5Context,
  address: number,
  { type, keyBytes, entry }: BtreeV1,
  options?: CallOptions,
): Promise<void> {
  const headerBytes = 8 + 2 * context.sizeOfOffsets;
  const entryBytes = keyBytes + context.sizeOfOffsets;
  const seen = new Set<number>();

  async function readNode(
    node: number,
  ): Promise<{ readonly fields: FieldReader; level: number; count: number }> {
    const what = `the B-tree node at ${node}`;
    let fields = await readFieldsUpTo(context, node, FIRST_READ_BYTES, what, options);
    fields.signature("TREE");
    const found = fields.u8();
    if (found !== type) throw invalidHdf5(`Cannot read ${what}: its type is ${found}, not ${type}`);
    const level = fields.u8();
    const count = fields.u16();
    const length = headerBytes + count * entryBytes;
    if (length > fields.bytes.byteLength) fields = await readFields(context, node, length, what, options);
    fields.position = headerBytes;
    return { fields, level, count };
  }

  let nodes = [address];
  let expectedLevel: number | undefined;
  while (nodes.length > 0) {
    for (const node of nodes) {
      if (seen.has(node))
        throw invalidHdf5(`Cannot read the B-tree at ${address}: it loops at ${node}`, {
          section: "§III.A.1",
        });
      seen.add(node);
    }
    const children: number[] = [];
    for (const { fields, level, count } of await Promise.all(nodes.map(readNode))) {
      expectedLevel ??= level;
      if (level !== expectedLevel || level > MAX_LEVEL) {
        throw invalidHdf5(
          `Cannot read the B-tree at ${address}: ${fields.what} has level ${level}, not ${expectedLevel}`,
        );
      }
      for (let n = 0; n < count; n += 1) {
        const key = fields.position;
        fields.skip(keyBytes);
        const child = fields.definedAddress();
        const next = fields.position;
        fields.position = key;
        if (level === 0) entry(fields, child);
        else children.push(child);
        fields.position = next;
      }
    }
    nodes = children;
    expectedLevel = expectedLevel! - 1;
  }
}
