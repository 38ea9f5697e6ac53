/**
 * The header of a block, which says how much of the chunk it holds.
 *
 * @module
 */

import {
  type ArrayInfo,
  type Bytes,
  dataViewOf,
  type EncodedChunk,
  elementCount,
  type Shape,
} from "@chunkwright/core";
import { invalidN5, unsupportedN5 } from "./document-error.ts";

/**
 * N5 File-system specification, item 9; all numbers are big-endian.
 *   0       2  mode
 *   2       2  number of dimensions
 *   4       4  each dimension, the fastest axis first
 *  [4+4n    4  number of elements, in mode 1]
 * n5-java since 3.2 has a mode 2 too, for a value of any kind that is the whole block (N5BlockCodecs):
 *   0       2  mode
 *   2       4  number of bytes that the value takes, not compressed
 */
const FIXED_BYTES = 4;
const LENGTH_BYTES = 4;

const MODE_DEFAULT = 0;
const MODE_VARLENGTH = 1;
const MODE_OBJECT = 2;
const OBJECT_HEADER_BYTES = 6;

export interface BlockHeader {
  /** Where the encoded elements begin. */
  readonly byteLength: number;
  /** Elements that the block holds along each axis, slowest first: `chunkShape`, or less. */
  readonly shape: Shape;
  /** Where the number of elements stands, in mode 1. */
  readonly countOffset?: number;
  /** Bytes that the value takes, in mode 2. */
  readonly valueByteLength?: number;
}

type BlockInfo = Pick<ArrayInfo, "dataType" | "chunkShape">;

/** Bytes of a header that `parseBlockHeader` needs: all except the number of elements. */
export function headerByteLength({ dataType, chunkShape }: BlockInfo): number {
  return dataType === "bytes" ? OBJECT_HEADER_BYTES : FIXED_BYTES + chunkShape.length * LENGTH_BYTES;
}

/**
 * The header that `bytes` begin with. Blocks at the upper edges are cropped by n5-java and padded by tensorstore; a
 * block that ends before its array does is one that was at the edge before the array grew. Throws "invalid-data" if
 * the block is not part of the chunk. `key` names it in errors.
 */
export function parseBlockHeader(bytes: Bytes, info: BlockInfo, key: string): BlockHeader {
  const { dataType, chunkShape } = info;
  const rank = chunkShape.length;
  const byteLength = headerByteLength(info);
  if (bytes.byteLength < FIXED_BYTES) throw invalidN5(key, `it has ${bytes.byteLength} bytes`);
  const view = dataViewOf(bytes);
  const mode = view.getUint16(0);
  if (![MODE_DEFAULT, MODE_VARLENGTH, MODE_OBJECT].includes(mode))
    throw invalidN5(key, `its mode is ${mode}`);
  if ((mode === MODE_OBJECT) !== (dataType === "bytes")) {
    throw unsupportedN5(key, `a block of mode ${mode} for elements of ${dataType}`);
  }
  if (bytes.byteLength < byteLength) {
    throw invalidN5(key, `it has ${bytes.byteLength} bytes, its header alone takes ${byteLength}`);
  }
  if (mode === MODE_OBJECT) return { byteLength, shape: chunkShape, valueByteLength: view.getUint32(2) };
  const dimensions = view.getUint16(2);
  if (dimensions !== rank) throw invalidN5(key, `it has ${dimensions} dimensions, its dataset has ${rank}`);
  const shape = chunkShape.map((_, axis) => view.getUint32(FIXED_BYTES + (rank - 1 - axis) * LENGTH_BYTES));
  if (shape.some((length, axis) => length === 0 || length > chunkShape[axis]!)) {
    throw invalidN5(
      key,
      `its dimensions are [${shape.toReversed()}] where blocks have [${chunkShape.toReversed()}]`,
    );
  }
  if (mode === MODE_DEFAULT) return { byteLength, shape };
  return { byteLength: byteLength + LENGTH_BYTES, shape, countOffset: byteLength };
}

/**
 * Throws "unsupported" if a block in mode 1 holds another number of values than its dimensions say. (Of strings, the
 * number is that of their bytes.)
 */
export function checkElementCount(bytes: Bytes, { shape, countOffset }: BlockHeader, key: string): void {
  if (countOffset === undefined) return;
  if (bytes.byteLength < countOffset + LENGTH_BYTES) {
    throw invalidN5(key, `it has ${bytes.byteLength} bytes, its number of elements is cut off`);
  }
  const count = dataViewOf(bytes).getUint32(countOffset);
  if (count !== elementCount(shape)) {
    throw unsupportedN5(key, `a block of ${count} values for ${elementCount(shape)} elements`);
  }
}

/** Throws "invalid-data" if an object takes another number of bytes than its block says. */
export function checkValueLength({ valueByteLength }: BlockHeader, byteLength: number, key: string): void {
  if (valueByteLength === undefined || valueByteLength === byteLength) return;
  throw invalidN5(key, `its object takes ${byteLength} bytes, not ${valueByteLength}`);
}

/** A block of objects in mode 2; of others the header for `shape` elements, in mode 1 if a `count` is given. */
export function encodeBlock(
  { dataType, shape }: Pick<EncodedChunk, "dataType" | "shape">,
  encoded: Bytes,
  count?: number,
): Bytes {
  const isObject = dataType === "bytes";
  const countOffset = isObject ? 2 : FIXED_BYTES + shape.length * LENGTH_BYTES;
  const byteLength = countOffset + (count === undefined ? 0 : LENGTH_BYTES);
  const block = new Uint8Array(byteLength + encoded.byteLength);
  const view = new DataView(block.buffer);
  view.setUint16(0, isObject ? MODE_OBJECT : count === undefined ? MODE_DEFAULT : MODE_VARLENGTH);
  if (!isObject) {
    view.setUint16(2, shape.length);
    for (const [axis, length] of shape.toReversed().entries()) {
      view.setUint32(FIXED_BYTES + axis * LENGTH_BYTES, length);
    }
  }
  if (count !== undefined) view.setUint32(countOffset, count);
  block.set(encoded, byteLength);
  return block;
}
