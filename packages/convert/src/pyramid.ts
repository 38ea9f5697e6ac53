/**
 * Image pyramids: which levels to make, and making one from the level below.
 *
 * @module
 */

import {
  type Axis,
  byteSize,
  type CallOptions,
  type ChunkSink,
  type ChunkSource,
  chunkIndices,
  chunkRegion,
  copyRegion,
  elementCount,
  filledChunk,
  gridShape,
  mapConcurrently,
  readRegion,
  type Shape,
} from "@chunkwright/core";
import { cacheChunks } from "./cache-chunks.ts";
import type { CopyOptions } from "./copy-array.ts";
import { type DownsampleMethod, downsample, downsampledShape } from "./downsample.ts";

/** A level to be made: its shape and how many elements of the level below go into one, per axis. */
export interface PyramidStep {
  readonly shape: Shape;
  readonly factors: Shape;
}

/** Levels are added until neither the y nor the x side is longer than this. */
export const SMALLEST_SIDE: number = 256;

/**
 * The levels above an array of `shape`: y and x halved (rounding up) until both are at most `SMALLEST_SIDE`, or
 * exactly `levels - 1` of them while anything is left to halve.
 */
export function planPyramid(shape: Shape, axes: readonly Axis[], levels?: number): readonly PyramidStep[] {
  const steps: PyramidStep[] = [];
  const factors = axes.map(({ name }) => (name === "y" || name === "x" ? 2 : 1));
  for (let current = shape; wanted(current); ) {
    current = downsampledShape(current, factors);
    steps.push({ shape: current, factors });
  }
  return steps;

  function wanted(current: Shape): boolean {
    const sides = current.filter((_, axis) => factors[axis] === 2);
    if (levels !== undefined) return steps.length < levels - 1 && sides.some((side) => side > 1);
    return sides.some((side) => side > SMALLEST_SIDE);
  }
}

/** Decoded chunks of the level below that are kept while neighbouring chunks of the level above need them. */
const CACHE_BYTES = 64 * 1024 * 1024;

/**
 * Fills `sink`, which is not closed, with `source` shrunk by `factors`. `sink.info.shape` is
 * `downsampledShape(source.info.shape, factors)`. Chunks of a single value that is the fill value are written too.
 */
export async function buildLevel(
  source: ChunkSource,
  sink: ChunkSink,
  factors: Shape,
  method: DownsampleMethod,
  options: CopyOptions = {},
): Promise<void> {
  const cached = cacheChunks(source, CACHE_BYTES);
  const { info } = sink;
  const chunkBytes = elementCount(info.chunkShape) * byteSize(info.dataType);
  await mapConcurrently(
    chunkIndices(gridShape(info)),
    async (index) => {
      const region = chunkRegion(info, index);
      const finer = await readRegion(
        cached,
        finerRegion(region, factors, source.info.shape),
        callOnly(options),
      );
      const chunk = filledChunk(info.dataType, info.chunkShape, info.fillValue);
      const origin = info.shape.map(() => 0);
      const shrunk = downsample(finer, factors, method);
      copyRegion({ chunk: shrunk, start: origin }, { chunk, start: origin }, region.shape);
      await sink.writeChunk(index, chunk, options);
      options.onChunk?.(chunkBytes);
    },
    { concurrency: options.concurrency ?? 4, signal: options.signal },
  );
}

function finerRegion(region: { start: readonly number[]; shape: Shape }, factors: Shape, bounds: Shape) {
  const start = region.start.map((first, axis) => first * factors[axis]!);
  const shape = start.map((first, axis) =>
    Math.min(region.shape[axis]! * factors[axis]!, bounds[axis]! - first),
  );
  return { start, shape };
}

function callOnly({ signal }: CallOptions): CallOptions {
  return { signal };
}
