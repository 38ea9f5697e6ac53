/**
 * Image pyramids: which levels to make, and making one from the finer one.
 *
 * @module
 */

import {
  type Axis,
  type ChunkSink,
  type ChunkSource,
  chunkRegion,
  chunksByShard,
  elementCount,
  mapConcurrently,
  nominalByteSize,
  type Region,
  resizeChunk,
  type Shape,
} from "@chunkwright/core";
import { boxMemory } from "./box-memory.ts";
import type { CopyOptions, CopyReport } from "./copy-array.ts";
import { type DownsampleMethod, downsample } from "./downsample.ts";
import { downsampledShape } from "./downsample-windows.ts";
import { boxReader, countElements } from "./read-box.ts";

/** A level to be made: its shape, and how many elements of the finer one become one, per axis. */
export interface PyramidStep {
  readonly shape: Shape;
  readonly factors: Shape;
}

/** Levels are added until neither the y nor the x side is longer than this. */
const SMALLEST_SIDE: number = 256;

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

/** Decoded chunks of the finer level, kept while neighbouring chunks of the coarser one need them. */
const CACHE_BYTES = 64 * 1024 * 1024;

/**
 * Fills `sink`, which is not closed, with `source` shrunk by `factors`. `sink.info.shape` is
 * `downsampledShape(source.info.shape, factors)`. Where nothing is stored below, nothing is written.
 */
export async function buildLevel(
  source: ChunkSource,
  sink: ChunkSink,
  factors: Shape,
  method: DownsampleMethod,
  options: CopyOptions = {},
): Promise<CopyReport> {
  const { info } = sink;
  const { dataType, shape } = source.info;
  const reader = boxReader(source, CACHE_BYTES);
  const memory = boxMemory(dataType, elementCount(info.chunkShape) * elementCount(factors));
  const report = { written: 0, copied: 0, absent: 0 };
  await mapConcurrently(
    chunksByShard(info),
    async (index) => {
      const region = chunkRegion(info, index);
      const finer = finerRegion(region, factors, shape);
      const chunk = memory.take(finer.shape);
      const absent = await reader.read(finer, chunk, options);
      const isStored = countElements(absent) < elementCount(finer.shape);
      if (isStored) reader.fill(chunk, absent);
      const shrunk = isStored && downsample(chunk, factors, method);
      memory.give(chunk);
      if (shrunk) await sink.writeChunk(index, resizeChunk(shrunk, info.chunkShape, info.fillValue), options);
      else await sink.skipChunk?.(index, options);
      report[shrunk ? "written" : "absent"] += 1;
      options.onChunk?.(elementCount(region.shape) * nominalByteSize(info.dataType));
    },
    { concurrency: options.concurrency ?? 4, signal: options.signal },
  );
  return report;
}

function finerRegion(region: Region, factors: Shape, bounds: Shape): Region {
  const start = region.start.map((first, axis) => first * factors[axis]!);
  const shape = start.map((first, axis) =>
    Math.min(region.shape[axis]! * factors[axis]!, bounds[axis]! - first),
  );
  return { start, shape };
}
