/**
 * How arrays are divided, and which levels they get: options of every target.
 *
 * @module
 */

import type { DownsampleMethod } from "@chunkwright/convert";
import type { ArrayInfo, Shape } from "@chunkwright/core";
import { formatShape } from "../terminal/quantity.ts";
import { UsageError } from "../usage-error.ts";
import type { TargetOptions } from "./target.ts";

export interface LayoutOptions {
  readonly method: DownsampleMethod;
  /** Chosen explicitly; `undefined` means "as suits the source". */
  readonly levels: number | undefined;
  /** The requested chunk shape for an array like this one. Throws `UsageError` for chunks of more axes than it has. */
  chunkShape(array: ArrayInfo): Shape | undefined;
  /** The requested shard shape, likewise; "source" by default, `undefined` for none. */
  shards(array: ArrayInfo): Shape | "source" | undefined;
}

export const DOWNSAMPLE_METHODS: readonly DownsampleMethod[] = ["mean", "mode", "nearest"];

/** Throws `UsageError` for options that make no sense. */
export function parseLayoutOptions(options: TargetOptions): LayoutOptions {
  const { shard = "source" } = options;
  const chunkShape = options.chunk === undefined ? undefined : parseLengths("Chunk", options.chunk);
  const shards = shard === "none" ? undefined : shard === "source" ? shard : parseLengths("Shard", shard);
  return {
    method: parseMethod(options.downsample ?? "mean"),
    levels: options.levels === undefined ? undefined : parseLevels(options.levels),
    chunkShape({ shape }) {
      if (chunkShape) checkRank("Chunks", chunkShape, shape);
      return chunkShape;
    },
    shards({ shape }) {
      if (typeof shards === "object") checkRank("Shards", shards, shape);
      return shards;
    },
  };
}

function checkRank(what: string, lengths: Shape, shape: Shape): void {
  if (lengths.length <= shape.length) return;
  throw new UsageError(
    `${what} of ${formatShape(lengths)} have more axes than an array of ${formatShape(shape)}`,
  );
}

function parseLengths(what: string, text: string): Shape {
  const lengths = text.split(/[x,]/).map(Number);
  if (!lengths.every((length) => Number.isSafeInteger(length) && length > 0)) {
    throw new UsageError(`${what} "${text}" is not a list of lengths such as 512,512`);
  }
  return lengths;
}

function parseLevels(text: string): number {
  const levels = Number(text);
  if (!Number.isInteger(levels) || levels < 1 || levels > 32) {
    throw new UsageError(`Levels "${text}" is not a whole number from 1 to 32`);
  }
  return levels;
}

function parseMethod(text: string): DownsampleMethod {
  const method = DOWNSAMPLE_METHODS.find((name) => name === text);
  if (!method)
    throw new UsageError(`Unknown downsampling "${text}": choose ${DOWNSAMPLE_METHODS.join(", ")}`);
  return method;
}
