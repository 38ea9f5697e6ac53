/**
 * Carrying a plan out, level by level. Levels that the source lacks are made while the finer one is written, or read
 * back from it where it is copied undecoded, or is so wide that too much would wait in memory.
 *
 * @module
 */

import {
  type ChunkSink,
  type ChunkSource,
  chunkExtent,
  elementCount,
  nominalByteSize,
} from "@chunkwright/core";
import { type CopyOptions, type CopyReport, copyArray, mayCopyChunks } from "./copy-array.ts";
import type { DownsampleMethod } from "./downsample.ts";
import type { LevelPlan } from "./plan-image.ts";
import { buildLevel } from "./pyramid.ts";
import { shrinkingSink, waitingBytes } from "./shrinking-sink.ts";

/** Where an image's arrays go. `level` counts from 0, the finest. */
export interface ImageTarget {
  /** May be called before finer levels are closed. */
  createLevel(level: number, plan: LevelPlan): Promise<ChunkSink>;
  /** An array that has been closed, to be read. */
  openLevel(level: number): Promise<ChunkSource>;
}

/** Options of `convertImage`. */
export interface ConvertOptions extends CopyOptions {
  /** How levels are made that the source does not have; "mean" by default. */
  readonly method?: DownsampleMethod | undefined;
}

/** How the chunks of a level came about. */
export interface LevelReport extends CopyReport {
  readonly plan: LevelPlan;
}

/** Chunks of coarser levels that wait in memory for the rest of what they are made of. */
const MAX_WAITING_BYTES = 128 * 1024 * 1024;

/** Writes all levels of a plan; resolves with a report for each. */
export async function convertImage(
  plans: readonly LevelPlan[],
  target: ImageTarget,
  options: ConvertOptions = {},
): Promise<readonly LevelReport[]> {
  const reports: LevelReport[] = [];
  while (reports.length < plans.length) {
    const level = reports.length;
    const count = levelsAtOnce(plans.slice(level), options);
    reports.push(...(await writeLevels(plans.slice(level, level + count), level, target, options)));
  }
  return reports;
}

/** How many of `plans`, including the first, can be made from the chunks of the first as they are written. */
function levelsAtOnce([first, ...coarser]: readonly LevelPlan[], { coder }: ConvertOptions): number {
  if (!first) return 0;
  if (first.origin.kind === "source" && mayCopyChunks(first.origin.source, first.info, coder)) return 1;
  let below = first.info;
  let waiting = 0;
  let count = 1;
  for (const { info, origin } of coarser) {
    if (origin.kind !== "shrunk") break;
    waiting += waitingBytes(below, info, origin.factors);
    if (waiting > MAX_WAITING_BYTES) break;
    below = info;
    count += 1;
  }
  return count;
}

/** Writes consecutive levels, all but the first made from what is written of the finer one. */
async function writeLevels(
  [first, ...coarser]: readonly LevelPlan[],
  level: number,
  target: ImageTarget,
  options: ConvertOptions,
): Promise<readonly LevelReport[]> {
  if (!first) return [];
  const { method = "mean" } = options;
  const sinks = [await target.createLevel(level, first)];
  for (const [i, plan] of coarser.entries()) sinks.push(await target.createLevel(level + 1 + i, plan));
  const reports = coarser.map((plan) => ({ plan, written: 0, copied: 0, absent: 0 }));
  let tower = sinks.at(-1)!;
  for (const [i, report] of [...reports.entries()].reverse()) {
    const { info, origin } = report.plan;
    if (origin.kind !== "shrunk") throw new TypeError(`Level ${level + 1 + i} is not made of the one below`);
    tower = shrinkingSink(sinks[i]!, tower, {
      factors: origin.factors,
      method,
      onChunk(index, outcome) {
        report[outcome] += 1;
        options.onChunk?.(elementCount(chunkExtent(info, index)) * nominalByteSize(info.dataType));
      },
    });
  }
  const report =
    first.origin.kind === "source"
      ? await copyArray(first.origin.source, tower, options)
      : await buildLevel(await target.openLevel(level - 1), tower, first.origin.factors, method, options);
  for (const sink of sinks) await sink.close();
  return [{ plan: first, ...report }, ...reports];
}
