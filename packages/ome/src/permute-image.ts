/**
 * Images with their axes in another order, pixels untouched.
 *
 * @module
 */

import { type Level, permute } from "@chunkwright/core";
import type { Image } from "./image-model.ts";

/** The same image, whose axis `i` is axis `order[i]` of `image`. */
export function permuteImage(image: Image, order: readonly number[]): Image {
  if (order.every((axis, i) => axis === i)) return image;
  const pick = <T>(values: readonly T[]): T[] => order.map((axis) => values[axis]!);
  const level = ({ source, scale, translation }: Level): Level => ({
    source: permute(source, order),
    scale: pick(scale),
    translation: pick(translation),
  });
  const [finest, ...coarser] = image.levels;
  return { ...image, axes: pick(image.axes), levels: [level(finest), ...coarser.map(level)] };
}
