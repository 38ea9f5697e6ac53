/**
 * Distances of slices and of times, from where and when planes were taken.
 *
 * @module
 */

import { groupBy } from "../../../group-by.ts";
import type { AxisSizes } from "../../../tiff/assemble-image.ts";
import type { ListedPlane } from "../plate-listing.ts";

/** A plane and where and when it was taken; NaN where the index does not tell. */
export interface MeasuredPlane extends ListedPlane {
  /** In micrometres. */
  readonly height: number;
  /** In seconds. */
  readonly time: number;
}

/**
 * Sizes along z and t, as mean distances: of the slices in the first stack that has several, and of the planes in the first series
 * of times.
 */
export function measuredSizes(planes: readonly MeasuredPlane[]): AxisSizes {
  const z = meanStep(planes, "z", ({ height }) => height);
  const t = meanStep(planes, "t", ({ time }) => time);
  return {
    ...(z !== undefined && { z: { size: z, unit: "micrometer" } }),
    ...(t !== undefined && { t: { size: t, unit: "second" } }),
  };
}

const PLACE = ["row", "column", "field", "t", "c", "z"] as const;

/** The mean distance of planes that differ along one axis alone, by what is measured of each. */
function meanStep(
  planes: readonly MeasuredPlane[],
  along: "t" | "z",
  measure: (plane: MeasuredPlane) => number,
): number | undefined {
  const others = PLACE.filter((axis) => axis !== along);
  for (const run of groupBy(planes, (plane) => others.map((axis) => plane[axis]).join()).values()) {
    const sorted = run.toSorted((a, b) => a[along] - b[along]);
    const steps = new Set(run.map((plane) => plane[along])).size - 1;
    const step = Math.abs(measure(sorted.at(-1)!) - measure(sorted[0]!)) / steps;
    if (Number.isFinite(step) && step > 0) return step;
  }
  return undefined;
}
