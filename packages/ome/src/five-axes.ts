/**
 * Images with the five axes of older formats, in the fixed order of those.
 *
 * @module
 */

import { type Axis, insertAxes, type Level, permute, StorageError } from "@chunkwright/core";
import type { Image } from "./image-model.ts";

const AXES: readonly Axis[] = [
  { name: "t", type: "time" },
  { name: "c", type: "channel" },
  { name: "z", type: "space" },
  { name: "y", type: "space" },
  { name: "x", type: "space" },
];

/**
 * The image with the axes t, c, z, y, x; axes that it lacks have length 1. Throws "unsupported", naming `format`, for
 * other axes.
 */
export function withFiveAxes(image: Image, format: string): Image {
  const strange = image.axes.find(({ name }) => !AXES.some((axis) => axis.name === name));
  const names = image.axes.map(({ name }) => name);
  if (strange || new Set(names).size < names.length) {
    throw new StorageError(
      "unsupported",
      `Cannot write ${format}: an image has the axes ${names.join(", ")}`,
      {
        format,
        feature: "axes other than t, c, z, y and x",
      },
    );
  }
  const known = AXES.flatMap(({ name }) => (names.includes(name) ? [names.indexOf(name)] : []));
  const added = AXES.flatMap(({ name }, axis) => (names.includes(name) ? [] : [axis]));
  const arrange = <T>(values: readonly T[], absent: T): readonly T[] =>
    AXES.map(({ name }) => (names.includes(name) ? values[names.indexOf(name)]! : absent));
  const [finest, ...coarser] = image.levels.map(
    ({ source, scale, translation }): Level => ({
      source: insertAxes(permute(source, known), added),
      scale: arrange(scale, 1),
      translation: arrange(translation, 0),
    }),
  );
  return {
    ...image,
    axes: AXES.map((axis) => image.axes.find(({ name }) => name === axis.name) ?? axis),
    levels: finest ? [finest, ...coarser] : image.levels,
  };
}
