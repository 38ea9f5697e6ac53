/**
 * The pixels of BigDataViewer's setups, whichever format they are in.
 *
 * @module
 */

import type { CallOptions, ChunkSource } from "@chunkwright/core";
import { invalidBdv } from "./bdv-fields.ts";

/** A setup at all its time points. */
export interface BdvPixels {
  /** For each level, the finest first: voxels of the finest that make one, along z, y and x. */
  readonly factors: readonly (readonly number[])[];
  /** The path of a level of a view, for errors. */
  pathOf(timepoint: number, level: number): string;
  /** A level of a view, axes z, y and x; `undefined` where nothing is stored. */
  open(timepoint: number, level: number, options?: CallOptions): Promise<ChunkSource | undefined>;
}

/** More levels are a mistake. */
export const MAX_LEVELS = 64;

/** Factors from `values`, three for each level, along x, y and z. Throws "invalid-data" for impossible ones. */
export function parseBdvFactors(values: readonly number[], path: string): BdvPixels["factors"] {
  const levels = values.length / 3;
  if (!Number.isInteger(levels) || levels < 1 || levels > MAX_LEVELS) {
    throw invalidBdv(`${path} are ${values.length} numbers, not 3 for each of 1 to ${MAX_LEVELS} levels`);
  }
  if (!values.every((factor) => factor > 0 && Number.isFinite(factor))) {
    throw invalidBdv(`${path} are [${values}]`);
  }
  return Array.from({ length: levels }, (_, i) => values.slice(3 * i, 3 * i + 3).reverse());
}

/** Throws "invalid-data" for a view that is not a volume. */
export function checkBdvVolume({ info: { shape } }: ChunkSource, path: string): void {
  if (shape.length !== 3) throw invalidBdv(`${path} has ${shape.length} axes, not 3`);
}
