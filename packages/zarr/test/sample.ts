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
  zeroOf,
} from "@chunkwright/core";

export const DATA_TYPES: readonly DataType[] = [
  "bool",
  "int8",
  "int16",
  "int32",
  "int64",
  "uint8",
  "uint16",
  "uint32",
  "uint64",
  "float16",
  "float32",
  "float64",
  "complex64",
  "complex128",
];

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
