/**
 * The grey values that a data type can hold: the window of a channel for which none is set.
 *
 * @module
 */

import type { DataType } from "@chunkwright/core";
import type { ChannelWindow } from "./image-model.ts";

/** The whole range of an integer type; 0 to 1 for the others, by convention. */
export function defaultWindow(dataType: DataType): Required<ChannelWindow> {
  const [min, max] = RANGES[dataType] ?? [0, 1];
  return { min, max, start: min, end: max };
}

/** The window for a format that states only which values are black and white. */
export function windowOfRange(start: number, end: number, dataType: DataType): Required<ChannelWindow> {
  const limits = isWhole(dataType) ? defaultWindow(dataType) : { min: start, max: end };
  return { min: Math.min(limits.min, start), max: Math.max(limits.max, end), start, end };
}

function isWhole(dataType: DataType): boolean {
  return RANGES[dataType] !== undefined;
}

const RANGES: { readonly [K in DataType]?: readonly [number, number] } = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32_768, 32_767],
  uint16: [0, 65_535],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  int64: [-(2 ** 63), 2 ** 63],
  uint64: [0, 2 ** 64],
};
