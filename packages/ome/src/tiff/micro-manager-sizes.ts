/**
 * The sizes of pixels in the metadata of Micro-Manager. "Files and Metadata" of micro-manager.org.
 *
 * @module
 */

import type { JsonObject } from "@chunkwright/core";
import { type AxisSizes, micrometers } from "./assemble-image.ts";
import { isPositive } from "./tiff-resolution.ts";

/** Sizes by the metadata of a plane and the summary of the acquisition. A step along z is negative if the stage moved down. */
export function microManagerSizes(plane: JsonObject, summary: JsonObject): AxisSizes {
  const pixel = [plane.PixelSizeUm, summary.PixelSize_um].map(Number).find(isPositive);
  const step = Math.abs(Number(summary["z-step_um"]));
  return {
    ...(pixel !== undefined && micrometers(pixel, pixel)),
    ...(isPositive(step) && { z: { size: step, unit: "micrometer" } }),
  };
}
