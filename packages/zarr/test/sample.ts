/**
 * Arrays to write.
 *
 * @module
 */

import {
  type ArrayInfo,
  bytesOf,
  type Chunk,
  type CodecSpec,
  type DataType,
  NUMERIC_DATA_TYPES,
  zeroOf,
} from "@chunkwright/core";

export const DATA_TYPES: readonly DataType[] = NUMERIC_DATA_TYPES;

export function arrayInfo(
  dataType: DataType,
  codecs: readonly CodecSpec[],
  change: Partial<ArrayInfo> = {},
): ArrayInfo {
  return {
    dataType,
    shape: [7, 10],
    chunkShape: [4, 5],
    fillValue: zeroOf(dataType),
    codecs,
    attributes: {},
    ...change,
  };
}

export function hexOf({ data }: Chunk): string {
  return Buffer.from(bytesOf(data)).toString("hex");
}
