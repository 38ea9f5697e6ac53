/**
 * BigDataViewer's pixels in N5: which dataset holds which view. BdvN5Format of bigdataviewer-core 10.
 *
 * @module
 */

import type { CallOptions, Group } from "@chunkwright/core";
import { isNumbers } from "../json-numbers.ts";
import { invalidBdv } from "./bdv-fields.ts";
import { type BdvPixels, checkBdvVolume, parseBdvFactors } from "./bdv-pixels.ts";

/** A setup in the hierarchy at `root`: `downsamplingFactors` of its levels, and datasets `timepoint0/s0` and so on. */
export async function openN5Setup(root: Group, setup: number, options?: CallOptions): Promise<BdvPixels> {
  const path = `setup${setup}`;
  const group = await root.open(path, options);
  if (group?.kind !== "group") throw invalidBdv(`the N5 directory has no group ${path}`);
  const { downsamplingFactors: levels } = group.attributes;
  if (!Array.isArray(levels) || !levels.every((level) => isNumbers(level) && level.length === 3)) {
    throw invalidBdv(`${path} has no downsamplingFactors of x, y and z`);
  }
  const pathOf = (timepoint: number, level: number) => `${path}/timepoint${timepoint}/s${level}`;
  return {
    factors: parseBdvFactors(levels.flat(), `the downsamplingFactors of ${path}`),
    pathOf,
    async open(timepoint, level, openOptions) {
      const found = await root.open(pathOf(timepoint, level), openOptions);
      if (found?.kind !== "array") return undefined;
      checkBdvVolume(found, pathOf(timepoint, level));
      return found;
    },
  };
}
