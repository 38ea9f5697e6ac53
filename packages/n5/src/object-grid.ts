/**
 * Datasets of objects as arrays: N5 gives them dimensions and blocks like any other, but each block is one value.
 *
 * @module
 */

import {
  type ArrayInfo,
  elementCount,
  gridShape,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonEquals,
  type Shape,
} from "@chunkwright/core";
import type { DatasetDocument } from "./dataset-document.ts";

type N5Grid = Pick<DatasetDocument, "dimensions" | "blockSize">;

/** An attribute of ours, where blocks are longer than one: what a copy into N5 needs to have the same. */
const GRID_ATTRIBUTE = "n5";

/** The array whose elements are the blocks. */
export function infoOfObjects({
  dimensions,
  blockSize,
}: N5Grid): Pick<ArrayInfo, "shape" | "chunkShape" | "attributes"> {
  const isPlain = elementCount(blockSize) === 1;
  const shape = gridShape({ shape: dimensions, chunkShape: blockSize }).toReversed();
  return {
    shape,
    chunkShape: shape.map(() => 1),
    attributes: isPlain ? {} : { [GRID_ATTRIBUTE]: { dimensions, blockSize } },
  };
}

/**
 * The dimensions and blocks that an array of values came with, if they are its own still; else blocks of one. And the
 * other attributes.
 */
export function gridOfObjects({
  shape,
  attributes,
}: Pick<ArrayInfo, "shape" | "attributes">): N5Grid & Pick<ArrayInfo, "attributes"> {
  const { [GRID_ATTRIBUTE]: grid, ...others } = attributes;
  if (isGrid(grid) && jsonEquals(infoOfObjects(grid).shape, shape)) {
    return { dimensions: grid.dimensions, blockSize: grid.blockSize, attributes: others };
  }
  return { dimensions: shape.toReversed(), blockSize: shape.map(() => 1), attributes };
}

function isGrid(value: Json | undefined): value is N5Grid & JsonObject {
  if (!isJsonObject(value)) return false;
  const { dimensions, blockSize } = value;
  return isLengths(dimensions, 0) && isLengths(blockSize, 1) && dimensions.length === blockSize.length;
}

function isLengths(value: Json | undefined, least: number): value is Shape {
  return Array.isArray(value) && value.every((length) => Number.isSafeInteger(length) && length >= least);
}
