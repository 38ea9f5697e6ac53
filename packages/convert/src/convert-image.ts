/**
 * Carrying a plan out: level by level, each closed before the next is made from it.
 *
 * @module
 */

import type { ChunkSink, ChunkSource } from "@chunkwright/core";
import { type CopyOptions, type CopyReport, copyArray } from "./copy-array.ts";
import type { DownsampleMethod } from "./downsample.ts";
import type { LevelPlan } from "./plan-image.ts";
import { buildLevel } from "./pyramid.ts";

/** Where an image's arrays go. `level` counts from 0, the finest. */
export interface ImageTarget {
  createLevel(level: number, plan: LevelPlan): Promise<ChunkSink>;
  /** The array that has just been closed, to be read. */
  openLevel(level: number): Promise<ChunkSource>;
}

export interface ConvertOptions extends CopyOptions {
  /** How levels are made that the source does not have; "mean" unless told. */
  readonly method?: DownsampleMethod | undefined;
}

export interface LevelReport extends CopyReport {
  readonly plan: LevelPlan;
}

/** Writes all levels of a plan; resolves with how the chunks of each came about. */
export async function convertImage(
  plans: readonly LevelPlan[],
  target: ImageTarget,
  options: ConvertOptions = {},
): Promise<readonly LevelReport[]> {
  const reports: LevelReport[] = [];
  for (const [level, plan] of plans.entries()) {
    const sink = await target.createLevel(level, plan);
    const report =
      plan.origin.kind === "source"
        ? await copyArray(plan.origin.source, sink, options)
        : await buildLevel(
            await target.openLevel(level - 1),
            sink,
            plan.origin.factors,
            options.method ?? "mean",
            options,
          );
    await sink.close();
    reports.push({ plan, ...report });
  }
  return reports;
}
