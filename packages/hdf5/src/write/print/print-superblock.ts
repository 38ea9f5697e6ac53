/**
 * The superblock of version 0, which every HDF5 reads. HDF5 File Format Specification 4.0 §II.A.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { FieldWriter } from "./field-writer.ts";
import { GROUP_INTERNAL_K, GROUP_LEAF_K } from "./print-symbol-table.ts";

export const SUPERBLOCK_BYTES = 96;

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
const SIZE_OF_OFFSETS = 8;
const SIZE_OF_LENGTHS = 8;
/** The scratch-pad of the root's symbol table entry holds the addresses of its B-tree and its heap, if it has them. */
const CACHED_GROUP = 1;

export interface Root {
  readonly headerAddress: number;
  readonly table: { readonly treeAddress: number; readonly heapAddress: number } | undefined;
}

/** See `parseSuperblock` for the fields. */
export function printSuperblock({ headerAddress, table }: Root, endOfFile: number): Bytes {
  return new FieldWriter(SUPERBLOCK_BYTES)
    .put(Uint8Array.from(SIGNATURE))
    .zeros(5)
    .u8(SIZE_OF_OFFSETS)
    .u8(SIZE_OF_LENGTHS)
    .u8(0)
    .u16(GROUP_LEAF_K)
    .u16(GROUP_INTERNAL_K)
    .u32(0)
    .address(0)
    .address(undefined)
    .address(endOfFile)
    .address(undefined)
    .u64(0)
    .address(headerAddress)
    .u32(table ? CACHED_GROUP : 0)
    .u32(0)
    .address(table?.treeAddress ?? 0)
    .address(table?.heapAddress ?? 0).bytes;
}
