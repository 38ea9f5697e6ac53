/**
 * Chunks by a version 1 B-tree: every dataset of HDF5 before 1.10. HDF5 File Format Specification 4.0 §III.A.1.
 *
 * @module
 */

import type { CallOptions, Shape } from "@chunkwright/core";
import type { FieldReader } from "../file/field-reader.ts";
import type { Hdf5Context } from "../hdf5-context.ts";
import { invalidHdf5 } from "../hdf5-error.ts";
import { walkBtreeV1 } from "../heap/btree-v1.ts";
import type { FoundChunk } from "./chunk-index.ts";

/**
 * The key of a chunk:
 *    0  4  size of chunk in bytes
 *    4  4  filter mask
 *    8  8  offset of the chunk along each axis, in elements
 *       8  0: the offset in an element
 */
export async function readChunkBtreeV1(
  context: Hdf5Context,
  address: number,
  chunkShape: Shape,
  options?: CallOptions,
): Promise<readonly FoundChunk[]> {
  const chunks: FoundChunk[] = [];
  const entry = (fields: FieldReader, child: number): void => {
    const length = fields.u32();
    const mask = fields.u32();
    const index = chunkShape.map((size) => fields.uint(8) / size);
    if (!index.every(Number.isInteger)) {
      throw invalidHdf5(`Cannot locate the chunk at ${child}: it begins within another, at [${index}]`, {
        section: "§III.A.1",
      });
    }
    chunks.push({ index, address: child, length, mask });
  };
  const tree = { type: 1 as const, keyBytes: 8 + 8 * (chunkShape.length + 1), entry };
  await walkBtreeV1(context, address, tree, options);
  return chunks;
}
