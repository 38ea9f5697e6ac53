/**
 * The header of a fractal heap, and the shape that its blocks have by it. HDF5 File Format Specification 4.0 §III.G.
 *
 * @module
 */

import type { CallOptions } from "@chunkwright/core";
import { type Filter, parseFilterPipeline } from "../chunk/filter-pipeline.ts";
import { FieldReader } from "../file/field-reader.ts";
import { isPowerOf2 } from "../file/power-of-2.ts";
import { type Hdf5Context, readChecked, readFields } from "../hdf5-context.ts";
import { invalidHdf5 } from "../hdf5-error.ts";

export interface HeapHeader {
  readonly address: number;
  readonly what: string;
  readonly idBytes: number;
  readonly filters: readonly Filter[];
  readonly hasBlockChecksums: boolean;
  readonly maxManagedBytes: number;
  readonly hugeTreeAddress: number | undefined;
  readonly tableWidth: number;
  readonly startingBlockBytes: number;
  readonly maxDirectBlockBytes: number;
  /** Bytes of an offset in the heap. */
  readonly offsetBytes: number;
  readonly root: BlockPointer | undefined;
  /** Rows of the root indirect block; 0 if the root is a direct block. */
  readonly rootRows: number;
}

/** A block by its place, and as it is stored where the heap is filtered. */
export interface BlockPointer {
  readonly address: number;
  readonly filtered: { readonly length: number; readonly mask: number } | undefined;
}

const MAX_TABLE_ROWS = 128;

/**
 *    0  4  signature "FRHP"
 *    4  1  version, 0
 *    5  2  heap ID length
 *    7  2  I/O filters' encoded length
 *    9  1  flags: bit 1 direct blocks have checksums
 *   10  4  maximum size of managed objects
 *   14  L  next huge object ID
 *       O  v2 B-tree address of huge objects
 *       L  amount of free space in managed blocks
 *       O  address of managed block free space manager
 *     8 L  statistics
 *       2  table width
 *       L  starting block size
 *       L  maximum direct block size
 *       2  maximum heap size, in bits
 *       2  starting # of rows in root indirect block
 *       O  address of root block
 *       2  current # of rows in root indirect block
 *  (    L  size of filtered root direct block)
 *  (    4  I/O filter mask)
 *  (       I/O filter information)
 *       4  checksum
 */
export async function readHeapHeader(
  context: Hdf5Context,
  address: number,
  options?: CallOptions,
): Promise<HeapHeader> {
  const what = `the fractal heap at ${address}`;
  const { sizeOfOffsets, sizeOfLengths } = context;
  const plainBytes = 26 + 3 * sizeOfOffsets + 12 * sizeOfLengths;
  const start = await readFields(context, address, 9, what, options);
  start.signature("FRHP");
  start.version(0);
  const idBytes = start.u16();
  const filterBytes = start.u16();
  const length = plainBytes + (filterBytes > 0 ? sizeOfLengths + 4 + filterBytes : 0);
  const fields = await readChecked(context, address, length, what, options);
  fields.skip(9);
  const flags = fields.u8();
  const maxManagedBytes = fields.u32();
  fields.skip(sizeOfLengths);
  const hugeTreeAddress = fields.address();
  fields.skip(9 * sizeOfLengths + sizeOfOffsets);
  const tableWidth = fields.u16();
  const startingBlockBytes = fields.length();
  const maxDirectBlockBytes = fields.length();
  const maxHeapBits = fields.u16();
  fields.skip(2);
  const rootAddress = fields.address();
  const rootRows = fields.u16();
  const filtered = filterBytes > 0 ? { length: fields.length(), mask: fields.u32() } : undefined;
  const filters =
    filterBytes > 0 ? parseFilterPipeline(new FieldReader(fields.take(filterBytes), what, context)) : [];
  if (
    tableWidth === 0 ||
    !isPowerOf2(startingBlockBytes) ||
    !isPowerOf2(maxDirectBlockBytes) ||
    maxDirectBlockBytes < startingBlockBytes ||
    maxHeapBits > 64 ||
    rootRows > MAX_TABLE_ROWS ||
    idBytes === 0
  ) {
    throw invalidHdf5(
      `Cannot read ${what}: rows of ${tableWidth} blocks of ${startingBlockBytes} to ${maxDirectBlockBytes} bytes, ${maxHeapBits} bits, ${rootRows} rows`,
      { section: "§III.G" },
    );
  }
  return {
    address,
    what,
    idBytes,
    filters,
    hasBlockChecksums: (flags & 2) !== 0,
    maxManagedBytes,
    hugeTreeAddress,
    tableWidth,
    startingBlockBytes,
    maxDirectBlockBytes,
    offsetBytes: Math.ceil(maxHeapBits / 8),
    root: rootAddress === undefined ? undefined : { address: rootAddress, filtered },
    rootRows,
  };
}

/** The doubling table: rows of blocks, the first two of the starting size, each later one of twice the size. */
export function rowBlockBytes({ startingBlockBytes }: HeapHeader, row: number): number {
  return row < 2 ? startingBlockBytes : startingBlockBytes * 2 ** (row - 1);
}

export function directRows({ startingBlockBytes, maxDirectBlockBytes }: HeapHeader): number {
  return Math.log2(maxDirectBlockBytes / startingBlockBytes) + 2;
}
