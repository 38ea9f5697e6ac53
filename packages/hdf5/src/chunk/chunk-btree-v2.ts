/**
 * Chunks by a version 2 B-tree: datasets that may grow along several axes. HDF5 File Format Specification 4.0 §III.A.2,
 * types 10 and 11, and §VII.E.
 *
 * @module
 */

import type { CallOptions } from "@chunkwright/core";
import type { Hdf5Context } from "../hdf5-context.ts";
import { readBtreeV2 } from "../heap/btree-v2.ts";
import type { FoundChunk } from "./chunk-index.ts";

const PLAIN = 10;
const FILTERED = 11;

/** O address; if filtered n chunk size and 4 filter mask; 8 for each axis: the chunk's place in the grid. */
export async function readChunkBtreeV2(
  context: Hdf5Context,
  address: number,
  rank: number,
  chunkBytes: number,
  options?: CallOptions,
): Promise<readonly FoundChunk[]> {
  return readBtreeV2(
    context,
    address,
    [PLAIN, FILTERED],
    (record, type) => {
      const sizeBytes = record.bytes.byteLength - context.sizeOfOffsets - 4 - 8 * rank;
      const place = record.definedAddress();
      const isFiltered = type === FILTERED;
      const length = isFiltered ? record.uint(sizeBytes) : chunkBytes;
      const mask = isFiltered ? record.u32() : 0;
      return { index: Array.from({ length: rank }, () => record.uint(8)), address: place, length, mask };
    },
    options,
  );
}
