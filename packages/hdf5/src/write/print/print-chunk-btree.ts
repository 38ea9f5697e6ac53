/**
 * The index of a chunked dataset: a version 1 B-tree. HDF5 File Format Specification 4.0 §III.A.1.
 *
 * @module
 */

import { type Bytes, gridShape, indexAt, type Shape } from "@chunkwright/core";
import type { ChunkPlaces } from "../chunk-places.ts";
import { type BtreeShape, btreeByteLength, printBtree } from "./btree-nodes.ts";

/** libhdf5's, which the superblock of version 0 cannot change. */
const CHUNK_K = 32;

interface Grid {
  readonly shape: Shape;
  readonly chunkShape: Shape;
}

export function chunkBtreeByteLength({ chunkShape }: Grid, count: number): number {
  return btreeByteLength(treeShape(chunkShape, count));
}

/** The tree of `places` whose root is at `address`; see `readChunkBtreeV1` for the fields of a key. */
export function printChunkBtree(
  { shape, chunkShape }: Grid,
  places: ChunkPlaces,
  address: number,
  elementBytes: number,
): Bytes {
  const counts = gridShape({ shape, chunkShape });
  const numbers = places.written();
  const { length } = numbers;
  return printBtree(treeShape(chunkShape, length), address, {
    putKey(fields, n) {
      if (n < length) {
        const number = numbers[n]!;
        fields.u32(places.byteLength(number)).u32(places.mask(number));
        for (const start of chunkStart(number, counts, chunkShape)) fields.u64(start);
        fields.u64(0);
      } else {
        // What comes behind the last chunk, along every axis.
        fields.u32(0).u32(0);
        const last = chunkStart(numbers[length - 1]!, counts, chunkShape);
        for (const [axis, start] of last.entries()) fields.u64(start + chunkShape[axis]!);
        fields.u64(elementBytes);
      }
    },
    child: (n) => places.offset(numbers[n]!),
  });
}

function treeShape(chunkShape: Shape, count: number): BtreeShape {
  return { type: 1, k: CHUNK_K, keyBytes: 8 + 8 * (chunkShape.length + 1), count };
}

/** First element of chunk `number` in C order of the grid. */
function chunkStart(number: number, counts: Shape, chunkShape: Shape): number[] {
  return indexAt(counts, number).map((place, axis) => place * chunkShape[axis]!);
}
