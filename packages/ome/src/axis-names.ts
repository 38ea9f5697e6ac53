/**
 * The axes that images may have in most formats, by name: time, channels, and space.
 *
 * @module
 */

import type { Axis } from "@chunkwright/core";

/** In the order of the image model, which is that of OME-NGFF 0.1 and 0.2. */
export const AXIS_NAMES = ["t", "c", "z", "y", "x"] as const;
export type AxisName = (typeof AXIS_NAMES)[number];

/** The axes that planes of y and x are stacked along. */
export const STACK_AXES = ["t", "c", "z"] as const;

const TYPES: Readonly<Record<AxisName, string>> = {
  t: "time",
  c: "channel",
  z: "space",
  y: "space",
  x: "space",
};

/** The type of an axis that has only a name, as in OME-NGFF 0.3; `undefined` for other names. */
export function typeOfAxisName(name: string): Axis["type"] | undefined {
  const known = AXIS_NAMES.find((axis) => axis === name);
  return known && TYPES[known];
}

/** An axis of the image model. */
export function modelAxis(name: AxisName, unit: string | undefined): Axis {
  return { name, type: TYPES[name], ...(unit !== undefined && { unit }) };
}
