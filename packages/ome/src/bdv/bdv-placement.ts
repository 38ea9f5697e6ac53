/**
 * Where BigDataViewer's views lie, as far as the image model can express it.
 *
 * @module
 */

import type { Placement } from "../placement.ts";
import { unitOfText } from "../unit-of-text.ts";
import type { BdvSetup, BdvTransform } from "./bdv-document.ts";
import { parseAffine } from "./bdv-fields.ts";

export interface BdvPlacement extends Placement {
  /** Unit of the axes z, y and x. */
  readonly unit: string | undefined;
  /** Whether the registration also rotates or shears, which `scale` and `translation` do not. */
  readonly isPartial: boolean;
}

/**
 * Elements have the setup's voxel size, which has a unit, unlike the world. A registration that only scales and
 * shifts gives the translation, in voxels of its own size; others are not shown. Without a voxel size, the
 * registration's scale is used.
 */
export function bdvPlacement({ voxelSize }: BdvSetup, transforms: readonly BdvTransform[]): BdvPlacement {
  const world = composeAffines(transforms);
  const isDiagonal = [0, 1, 2].every(
    (row) =>
      world[5 * row]! > 0 && [0, 1, 2].every((column) => row === column || world[4 * row + column] === 0),
  );
  const unit = unitOfText(voxelSize?.unit ?? "");
  const known = voxelSize?.size.every((length) => length > 0) ? voxelSize.size : undefined;
  const axes = [2, 1, 0].map((axis) => {
    const own = isDiagonal ? world[5 * axis]! : 1;
    const size = known ? known[axis]! * (unit?.factor ?? 1) : own;
    return { size, offset: isDiagonal ? scaled(world[4 * axis + 3]!, size, own) : 0 };
  });
  return {
    scale: axes.map(({ size }) => size),
    translation: axes.map(({ offset }) => offset),
    unit: unit?.name,
    isPartial: !isDiagonal,
  };
}

/** Exactly `offset` where the two sizes are the same. */
function scaled(offset: number, size: number, own: number): number {
  return size === own ? offset : (offset / own) * size;
}

/** From pixels to the world, 12 numbers: the last transform of the list is applied first. */
function composeAffines(transforms: readonly BdvTransform[]): readonly number[] {
  return transforms.map(({ affine }) => parseAffine(affine)).reduce(multiply, IDENTITY);
}

const IDENTITY: readonly number[] = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];

/** `b`, then `a`. */
function multiply(a: readonly number[], b: readonly number[]): readonly number[] {
  return [0, 1, 2].flatMap((row) =>
    [0, 1, 2, 3].map((column) => {
      const shift = column === 3 ? a[4 * row + 3]! : 0;
      return [0, 1, 2].reduce((sum, k) => sum + a[4 * row + k]! * b[4 * k + column]!, shift);
    }),
  );
}
