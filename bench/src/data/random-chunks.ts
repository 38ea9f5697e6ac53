/**
 * Chunks here and there, the same for every reader.
 *
 * @module
 */

import { seededRandom } from "./seeded-random.ts";

/** Indices all over the grid. */
export function randomChunks(grid: readonly number[], count: number): readonly (readonly number[])[] {
  const next = seededRandom(7);
  return Array.from({ length: count }, () => grid.map((length) => Math.floor(next() * length)));
}
