/**
 * How the metadata of HDF5 files are read.
 *
 * @module
 */

import { BlockReader, type ByteSource } from "@chunkwright/core";

/** libhdf5 scatters nodes of 2 to 4 KiB among the chunks, or packs them together. */
const BLOCK_BYTES = 16 * 1024;
const BLOCKS_KEPT = 512;
/** What is longer, such as a large B-tree node, is read once: it would only push small structures out. */
const LONGEST_BYTES = 16 * BLOCK_BYTES;

export function metadataBlocks(file: ByteSource): BlockReader {
  return new BlockReader(file, {
    format: "hdf5",
    blockBytes: BLOCK_BYTES,
    blocksKept: BLOCKS_KEPT,
    longestBytes: LONGEST_BYTES,
  });
}
