/**
 * Images with the five axes of older formats, in the fixed order of those.
 *
 * @module
 */

import { type Level, StorageError } from "@chunkwright/core";
import { arrangeAxes } from "./arrange-axes.ts";
import { AXIS_NAMES, modelAxis, typeOfAxisName } from "./axis-names.ts";
import type { Image } from "./image-model.ts";

/**
 * The image with the axes t, c, z, y, x; axes that it lacks have length 1. Throws "unsupported", naming `format`, for
 * other axes.
 */
export function withFiveAxes(image: Image, format: string): Image {
  const names = image.axes.map(({ name }) => name);
  const isStrange = names.some((name) => typeOfAxisName(name) === undefined);
  if (isStrange || new Set(names).size < names.length) {
    throw new StorageError(
      "unsupported",
      `Cannot write ${format}: an image has the axes ${names.join(", ")}`,
      {
        format,
        feature: "axes other than t, c, z, y and x",
      },
    );
  }
  const arrange = <T>(values: readonly T[], absent: T): readonly T[] =>
    AXIS_NAMES.map((name) => (names.includes(name) ? values[names.indexOf(name)]! : absent));
  const [finest, ...coarser] = image.levels.map(
    ({ source, scale, translation }): Level => ({
      source: arrangeAxes(source, names, AXIS_NAMES),
      scale: arrange(scale, 1),
      translation: arrange(translation, 0),
    }),
  );
  return {
    ...image,
    axes: AXIS_NAMES.map(
      (name) => image.axes.find((axis) => axis.name === name) ?? modelAxis(name, undefined),
    ),
    levels: finest ? [finest, ...coarser] : image.levels,
  };
}
