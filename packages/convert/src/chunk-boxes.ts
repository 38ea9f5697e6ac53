/**
 * Boxes of whole chunks: what is read at a time, so that small chunks are not read, and sent to workers, one by one.
 *
 * @module
 */

import {
  type ArrayInfo,
  chunkRegion,
  chunksByShard,
  elementCount,
  gridShape,
  nominalByteSize,
  type Region,
  type Shape,
} from "@chunkwright/core";

/** Decoded bytes of a box of several chunks at most: about a millisecond of work. */
const BOX_BYTES = 2 ** 19;
const MAX_CHUNKS: number = 64;

type Grid = Pick<ArrayInfo, "dataType" | "shape" | "chunkShape" | "shardShape">;

/**
 * Shape of the boxes that an array is divided into: as many chunks as fit, first along the last axis, and a part of a
 * shard if there are any; one chunk if it is large.
 */
export function boxShape({ dataType, shape, chunkShape, shardShape }: Grid): Shape {
  const counts = gridShape({ shape: shardShape ?? shape, chunkShape });
  const chunkBytes = elementCount(chunkShape) * nominalByteSize(dataType);
  let room = Math.min(MAX_CHUNKS, Math.floor(BOX_BYTES / Math.max(1, chunkBytes)));
  const box = [...chunkShape];
  for (let axis = box.length - 1; axis >= 0 && room > 1; axis -= 1) {
    const count = shardShape ? divisorUpTo(room, counts[axis]!) : Math.min(room, counts[axis]!);
    box[axis]! *= Math.max(1, count);
    room = count < counts[axis]! ? 1 : Math.floor(room / count);
  }
  return box;
}

/** All boxes, those at the upper edges clipped, in the order to write chunks in. */
export function* chunkBoxes(info: Grid): Generator<Region> {
  const boxes = { ...info, chunkShape: boxShape(info) };
  for (const index of chunksByShard(boxes)) yield chunkRegion(boxes, index);
}

/** How many boxes of an array may be under way. */
export interface BoxesInFlight {
  /** Boxes in flight at a time, each one chunk or several small ones; 4 by default. */
  readonly concurrency?: number | undefined;
  /** Each request takes long: more boxes are in flight, as far as 8 MiB of elements allow it. */
  readonly isRemote?: boolean | undefined;
}

/** Decoded bytes of boxes that wait for a server. */
const REMOTE_BYTES = 2 ** 23;
const MAX_REMOTE_BOXES = 32;

export function boxesInFlight(info: Grid, { concurrency = 4, isRemote = false }: BoxesInFlight): number {
  if (!isRemote) return concurrency;
  const boxBytes = elementCount(boxShape(info)) * nominalByteSize(info.dataType);
  const affordable = Math.floor(REMOTE_BYTES / Math.max(1, boxBytes));
  return Math.max(concurrency, Math.min(affordable, MAX_REMOTE_BOXES));
}

/** The largest divisor of `count` that is not larger than `most`. */
function divisorUpTo(most: number, count: number): number {
  let divisor = Math.min(most, count);
  while (count % divisor !== 0) divisor -= 1;
  return divisor;
}
