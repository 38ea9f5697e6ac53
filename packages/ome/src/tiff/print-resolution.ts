/**
 * The size of pixels as the resolution tags of TIFF give it.
 *
 * @module
 */

import type { Image } from "../image-model.ts";
import { metersOf } from "../unit-size.ts";

/** The tags XResolution, YResolution and ResolutionUnit. TIFF 6.0 §8. */
export interface TiffResolution {
  /** Pixels per unit. */
  readonly x: number;
  readonly y: number;
  readonly unit: "none" | "inch" | "cm";
}

/** Pixels per centimetre; `undefined` where sizes are not lengths, or out of what tags can say. TIFF 6.0 §8. */
export function printResolution(image: Image): TiffResolution | undefined {
  const x = pixelsPerCentimeter(image, "x");
  const y = pixelsPerCentimeter(image, "y");
  return x === undefined || y === undefined ? undefined : { x, y, unit: "cm" };
}

function pixelsPerCentimeter({ axes, levels }: Image, name: "x" | "y"): number | undefined {
  const i = axes.findIndex((axis) => axis.name === name);
  const unit = axes[i]?.unit;
  const meters = unit === undefined ? undefined : metersOf(unit);
  const size = levels[0].scale[i];
  if (meters === undefined || size === undefined) return undefined;
  const resolution = 0.01 / (size * meters);
  return resolution > 2 ** -31 && resolution < 2 ** 31 ? resolution : undefined;
}
