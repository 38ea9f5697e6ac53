/**
 * Version 2 B-trees: indexes of links, attributes, huge heap objects and chunks. HDF5 File Format Specification 4.0
 * §III.A.2.
 *
 * @module
 */

import type { CallOptions } from "@chunkwright/core";
import { FieldReader } from "../file/field-reader.ts";
import { type Hdf5Context, readChecked } from "../hdf5-context.ts";
import { invalidHdf5 } from "../hdf5-error.ts";

const MAX_DEPTH = 32;
/** Signature, version, type and checksum of a node. */
const NODE_OVERHEAD = 10;

/**
 * `map` of all records, in no particular order; the nodes of a level are read in parallel. `types` are those of
 * §III.A.2 that the caller can read.
 *
 *    0  4  signature "BTHD"
 *    4  1  version, 0
 *    5  1  type
 *    6  4  node size
 *   10  2  record size
 *   12  2  depth
 *   14  1  split percent
 *   15  1  merge percent
 *   16  O  root node address
 *       2  number of records in root node
 *       L  total number of records
 *       4  checksum
 */
export async function readBtreeV2<T>(
  context: Hdf5Context,
  address: number,
  types: readonly number[],
  map: (record: FieldReader, type: number) => T,
  options?: CallOptions,
): Promise<T[]> {
  const what = `the version 2 B-tree at ${address}`;
  const headerBytes = 22 + context.sizeOfOffsets + context.sizeOfLengths;
  const header = await readChecked(context, address, headerBytes, what, options);
  header.signature("BTHD");
  header.version(0);
  const type = header.u8();
  if (!types.includes(type))
    throw invalidHdf5(`Cannot read ${what}: its type is ${type}, not one of ${types.join(", ")}`);
  const nodeBytes = header.u32();
  const recordBytes = header.u16();
  const depth = header.u16();
  header.skip(2);
  const rootAddress = header.address();
  const rootRecords = header.u16();
  if (rootAddress === undefined) return [];
  if (depth > MAX_DEPTH || recordBytes === 0 || nodeBytes < NODE_OVERHEAD + recordBytes) {
    throw invalidHdf5(
      `Cannot read ${what}: nodes of ${nodeBytes} bytes, records of ${recordBytes}, depth ${depth}`,
    );
  }
  const levels = levelsOf(nodeBytes, recordBytes, depth, context.sizeOfOffsets);
  const results: T[] = [];
  const seen = new Set<number>();
  let nodes: readonly NodePointer[] = [{ address: rootAddress, records: rootRecords }];
  for (let level = depth; level >= 0; level -= 1) {
    const { pointerBytes, countBytes, totalBytes } = levels[level]!;
    const read = await Promise.all(
      nodes.map(async ({ address: node, records }) => {
        if (seen.has(node))
          throw invalidHdf5(`Cannot read ${what}: it loops at ${node}`, { section: "§III.A.2" });
        seen.add(node);
        const name = `the B-tree node at ${node}`;
        const children = level > 0 ? records + 1 : 0;
        const length = NODE_OVERHEAD + records * recordBytes + children * pointerBytes;
        if (length > nodeBytes)
          throw invalidHdf5(`Cannot read ${name}: ${records} records take more than its ${nodeBytes} bytes`);
        const fields = await readChecked(context, node, length, name, options);
        return { fields, records, children };
      }),
    );
    const next: NodePointer[] = [];
    for (const { fields, records, children } of read) {
      fields.signature(level > 0 ? "BTIN" : "BTLF");
      fields.version(0);
      const found = fields.u8();
      if (found !== type) throw invalidHdf5(`Cannot read ${fields.what}: its type is ${found}, not ${type}`);
      for (let n = 0; n < records; n += 1) {
        results.push(map(new FieldReader(fields.take(recordBytes), fields.what, context), type));
      }
      for (let n = 0; n < children; n += 1) {
        const child = fields.definedAddress();
        next.push({ address: child, records: fields.uint(countBytes) });
        fields.skip(totalBytes);
      }
    }
    nodes = next;
  }
  return results;
}

interface NodePointer {
  readonly address: number;
  readonly records: number;
}

interface Level {
  /** Bytes of a pointer to a child, of the child's number of records in it, and of all below the child. */
  readonly pointerBytes: number;
  readonly countBytes: number;
  readonly totalBytes: number;
}

/** Field widths by level, leaves first: each is as wide as the largest number that fits into nodes. */
function levelsOf(
  nodeBytes: number,
  recordBytes: number,
  depth: number,
  sizeOfOffsets: number,
): readonly Level[] {
  let most = Math.floor((nodeBytes - NODE_OVERHEAD) / recordBytes);
  const countBytes = bytesFor(most);
  const levels: Level[] = [{ pointerBytes: 0, countBytes, totalBytes: 0 }];
  for (let level = 1; level <= depth; level += 1) {
    const totalBytes = level > 1 ? bytesFor(most) : 0;
    const pointerBytes = sizeOfOffsets + countBytes + totalBytes;
    const own = Math.floor((nodeBytes - NODE_OVERHEAD - pointerBytes) / (recordBytes + pointerBytes));
    most = (own + 1) * most + own;
    levels.push({ pointerBytes, countBytes, totalBytes });
  }
  return levels;
}

/** Bytes that hold any number up to `largest`; 8 at most. */
export function bytesFor(largest: number): number {
  let bytes = 1;
  while (bytes < 8 && largest >= 2 ** (8 * bytes)) bytes += 1;
  return bytes;
}
