/**
 * An image on its way into an Imaris file: its plan, and how its arrays are stored.
 *
 * @module
 */

import type { ArrayInfo, CallOptions, CodecSpec } from "@chunkwright/core";
import type { Hdf5Sink } from "@chunkwright/hdf5";
import type { ImarisLevelPlan, ImarisPlan } from "@chunkwright/ome";
import type { Host } from "../../host.ts";

/** A plan, and the pipeline of its arrays. */
export interface ImageJob {
  readonly plan: ImarisPlan;
  readonly codecs: readonly CodecSpec[];
}

/** The file that is being written, and how. */
export interface ImarisWriter {
  readonly sink: Hdf5Sink;
  readonly host: Host;
  readonly options: CallOptions & { readonly onChunk: (byteLength: number) => void };
}

/** Axes t, c, z, y, x, without padding. */
export function levelInfo({ plan, codecs }: ImageJob, { shape, chunkShape }: ImarisLevelPlan): ArrayInfo {
  return {
    dataType: plan.dataType,
    shape: [plan.timePoints, plan.channels, ...shape],
    chunkShape: [1, 1, ...chunkShape],
    fillValue: 0,
    codecs,
    attributes: {},
  };
}

/** Axes z, y, x, as stored. */
export function volumeInfo(
  { plan, codecs }: ImageJob,
  { paddedShape, chunkShape }: ImarisLevelPlan,
): ArrayInfo {
  const { dataType } = plan;
  return { dataType, shape: paddedShape, chunkShape, fillValue: 0, codecs, attributes: {} };
}

/** All volumes, level by level. */
export function volumeInfos(job: ImageJob): readonly ArrayInfo[] {
  const { timePoints, channels, levels } = job.plan;
  return levels.flatMap((level) => new Array<ArrayInfo>(timePoints * channels).fill(volumeInfo(job, level)));
}
