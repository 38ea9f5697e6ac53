/**
 * How arrays are divided, and which levels they get: options of every target.
 *
 * @module
 */

import type { DownsampleMethod } from "@chunkwright/convert";
import type { ArrayInfo, Shape } from "@chunkwright/core";
import { formatShape } from "../terminal/quantity.ts";
import { UsageError } from "../usage-error.ts";
import type { PlannedArray, TargetOptions } from "./target.ts";

export interface LayoutOptions {
  readonly method: DownsampleMethod;
  /** Chosen explicitly; `undefined` means "as suits the source". */
  readonly levels: number | undefined;
  /** The requested lengths of chunks; `undefined` if none are, or for an array of fewer axes, which keeps its own. */
  chunkShape(array: ArrayInfo): Shape | undefined;
  /** The requested lengths of shards, likewise; "source" for an array's own, the default, and `undefined` for none. */
  shards(array: ArrayInfo): Shape | "source" | undefined;
}

export const DOWNSAMPLE_METHODS: readonly DownsampleMethod[] = ["mean", "mode", "nearest"];

/** Throws `UsageError` for options that make no sense. */
export function parseLayoutOptions(options: TargetOptions): LayoutOptions {
  const { chunk, shard } = parseShapes(options);
  return {
    method: parseMethod(options.downsample ?? "mean"),
    levels: options.levels === undefined ? undefined : parseLevels(options.levels),
    chunkShape: ({ shape }) => (chunk && chunk.length <= shape.length ? chunk : undefined),
    shards({ shape }) {
      if (options.shard === "none") return undefined;
      return shard && shard.length <= shape.length ? shard : "source";
    },
  };
}

/** Throws `UsageError` for chunks or shards of more axes than any of the arrays has: they would change nothing. */
export function checkShapesFit(options: TargetOptions, arrays: readonly PlannedArray[]): void {
  const most = Math.max(...arrays.map(({ info }) => info.shape.length));
  const { chunk, shard } = parseShapes(options);
  for (const [what, lengths] of [["Chunks", chunk] as const, ["Shards", shard] as const]) {
    if (arrays.length === 0 || !lengths || lengths.length <= most) continue;
    const fact = `have ${lengths.length} axes, and no array more than ${most}`;
    throw new UsageError(`${what} of ${formatShape(lengths)} ${fact}: give lengths for the last axes only`);
  }
}

function parseShapes({ chunk, shard }: TargetOptions): { readonly chunk?: Shape; readonly shard?: Shape } {
  return {
    ...(chunk !== undefined && { chunk: parseLengths("Chunk", chunk) }),
    ...(shard !== undefined && shard !== "none" && { shard: parseLengths("Shard", shard) }),
  };
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
