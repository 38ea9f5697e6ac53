/**
 * Where Micro-Manager says that the IFDs of a stack are. Their distances differ by the length of the JSON between them, and
 * all the images lie between them, too.
 *
 * @module
 */

import { type CallOptions, dataViewOf } from "@chunkwright/core";
import type { TiffContext } from "../tiff-context.ts";
import { unlessInvalid } from "../tiff-error.ts";

const INDEX_MARK = 54_773_648;
const MAP_MARK = 3_453_623;
const ENTRY_BYTES = 20;

export interface MicroManagerImage {
  readonly channel: number;
  readonly slice: number;
  readonly frame: number;
  readonly position: number;
  /** Offset of its IFD. */
  readonly offset: number;
}

/**
 * Images in the order of the map; `undefined` if there is none. "Micro-Manager Image Files", version 1.4.
 *    8  4  54773648
 *   12  4  offset of the index map:
 *    0  4  3453623
 *    4  4  number of images n
 *    8 20n of each, 4 bytes: channel, slice, frame, position, offset of the IFD
 */
export async function readMicroManagerIndex(
  context: TiffContext,
  options?: CallOptions,
): Promise<readonly MicroManagerImage[] | undefined> {
  return context.isBigTiff ? undefined : unlessInvalid(readIndex(context, options));
}

async function readIndex(
  { blocks, littleEndian }: TiffContext,
  options?: CallOptions,
): Promise<readonly MicroManagerImage[] | undefined> {
  const read = async (offset: number, length: number) =>
    dataViewOf(await blocks.read(offset, length, "the index map of Micro-Manager", options));
  const mark = await read(8, 8);
  if (mark.getUint32(0, littleEndian) !== INDEX_MARK) return undefined;
  const offset = mark.getUint32(4, littleEndian);
  const head = await read(offset, 8);
  if (head.getUint32(0, littleEndian) !== MAP_MARK) return undefined;
  const count = head.getUint32(4, littleEndian);
  const map = await read(offset + 8, count * ENTRY_BYTES);
  return Array.from({ length: count }, (_, n) => {
    const number = (i: number) => map.getUint32(n * ENTRY_BYTES + 4 * i, littleEndian);
    return {
      channel: number(0),
      slice: number(1),
      frame: number(2),
      position: number(3),
      offset: number(4),
    };
  });
}
