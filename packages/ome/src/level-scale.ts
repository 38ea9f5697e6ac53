/**
 * Scale and translation of pyramid levels, for formats that do not state them.
 *
 * @module
 */

import type { Shape } from "@chunkwright/core";

/**
 * The factor of a level along each axis. One power of two, or else one integer, is assumed if it explains every axis
 * that differs, however odd lengths were rounded: 61 to 30 is a factor of 2. Otherwise the factor is the ratio of the
 * lengths.
 */
export function levelFactors(finest: Shape, level: Shape): number[] {
  const ratios = finest.map((length, axis) => length / level[axis]!);
  const largest = finest.reduce((best, length, axis) => (length > finest[best]! ? axis : best), 0);
  const ratio = ratios[largest] ?? 1;
  const common = [2 ** Math.round(Math.log2(ratio)), Math.round(ratio)].find((factor) =>
    finest.every((length, axis) => level[axis] === length || Math.abs(level[axis]! - length / factor) < 1),
  );
  if (common === undefined) return ratios;
  return finest.map((length, axis) => (level[axis] === length ? 1 : common));
}

/**
 * Centre of a level's first element, in elements of the finest level: the mean position of the elements it stands
 * for. Exact for area means, and the best guess for other pyramids.
 */
export function levelOffset(factor: number): number {
  return (factor - 1) / 2;
}
