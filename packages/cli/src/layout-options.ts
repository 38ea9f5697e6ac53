/**
 * How arrays are cut and which levels they get: options that every target has.
 *
 * @module
 */

import type { DownsampleMethod } from "@chunkwright/convert";
import type { ArrayInfo, Shape } from "@chunkwright/core";
import { formatShape } from "./quantity.ts";
import type { TargetOptions } from "./targets/target.ts";
import { UsageError } from "./usage-error.ts";

export interface LayoutOptions {
  readonly method: DownsampleMethod;
  /** Chosen explicitly; `undefined` means "as suits the source". */
  readonly levels: number | undefined;
  /** Chunks asked for of an array like this one. Throws `UsageError` for chunks of more axes than it has. */
  chunkShape(array: ArrayInfo): Shape | undefined;
}

export const DOWNSAMPLE_METHODS: readonly DownsampleMethod[] = ["mean", "mode", "nearest"];

/** Throws `UsageError` for options that make no sense. */
export function parseLayoutOptions(options: TargetOptions): LayoutOptions {
  const chunkShape = options.chunk === undefined ? undefined : parseChunk(options.chunk);
  return {
    method: parseMethod(options.downsample ?? "mean"),
    levels: options.levels === undefined ? undefined : parseLevels(options.levels),
    chunkShape({ shape }) {
      if (chunkShape && chunkShape.length > shape.length) {
        throw new UsageError(
          `Chunks of ${formatShape(chunkShape)} have more axes than an array of ${formatShape(shape)}`,
        );
      }
      return chunkShape;
    },
  };
}

function parseChunk(text: string): Shape {
  const lengths = text.split(/[x,]/).map(Number);
  if (!lengths.every((length) => Number.isSafeInteger(length) && length > 0)) {
    throw new UsageError(`Chunk "${text}" is no list of lengths such as 512,512`);
  }
  return lengths;
}

function parseLevels(text: string): number {
  const levels = Number(text);
  if (!Number.isInteger(levels) || levels < 1 || levels > 32) {
    throw new UsageError(`Levels "${text}" is no whole number from 1 to 32`);
  }
  return levels;
}

function parseMethod(text: string): DownsampleMethod {
  const method = DOWNSAMPLE_METHODS.find((name) => name === text);
  if (!method)
    throw new UsageError(`Unknown downsampling "${text}": choose ${DOWNSAMPLE_METHODS.join(", ")}`);
  return method;
}
