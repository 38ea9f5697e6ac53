/**
 * Distances of slices and of times, from where and when planes were taken.
 *
 * @module
 */

import type { AxisSizes } from "../../../tiff/assemble-image.ts";
import type { ListedPlane } from "../plate-listing.ts";

/** A plane and where and when it was taken; NaN where the index does not tell. */
export interface MeasuredPlane extends ListedPlane {
  /** In micrometres. */
  readonly height: number;
  /** In seconds. */
  readonly time: number;
}

/** Sizes along z and t: mean distances in the first stack, and series, of several planes. */
export function measuredSizes(planes: readonly MeasuredPlane[]): AxisSizes {
  const z = meanStep(planes, "z", ({ height }) => height);
  const t = meanStep(planes, "t", ({ time }) => time);
  return {
    ...(z !== undefined && { z: { size: z, unit: "micrometer" } }),
    ...(t !== undefined && { t: { size: t, unit: "second" } }),
  };
}

const PLACE = ["row", "column", "field", "t", "c", "z"] as const;

function meanStep(
  planes: readonly MeasuredPlane[],
  along: "t" | "z",
  measure: (plane: MeasuredPlane) => number,
): number | undefined {
  const runs = new Map<string, MeasuredPlane[]>();
  for (const plane of planes) {
    const key = PLACE.flatMap((axis) => (axis === along ? [] : [plane[axis]])).join();
    const run = runs.get(key);
    if (run) run.push(plane);
    else runs.set(key, [plane]);
  }
  for (const run of runs.values()) {
    const [first, ...others] = run.sort((a, b) => a[along] - b[along]);
    const last = others.at(-1);
    if (!first || !last) continue;
    const step =
      Math.abs(measure(last) - measure(first)) / (new Set(run.map((plane) => plane[along])).size - 1);
    if (Number.isFinite(step) && step > 0) return step;
  }
  return undefined;
}
