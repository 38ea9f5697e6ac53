/**
 * Writing an image's metadata into N5, as n5-viewer, Neuroglancer and tensorstore read it.
 *
 * @module
 */

import type { JsonObject, Level } from "@chunkwright/core";
import type { Image } from "../image-model.ts";
import { type NgffAttributesOptions, ngffAttributes } from "../ngff/ngff-attributes.ts";
import { fastestFirstAttributes } from "./n5-axis-order.ts";

/** What to write into the attributes of a group of N5 and of its datasets. */
export interface N5Attributes {
  /** Attributes of the group whose datasets `n5DatasetPath(0)`, `n5DatasetPath(1)` and so on are the levels. */
  readonly group: JsonObject;
  /** Attributes of each level's dataset, for its `ArrayInfo.attributes`; the names of axes go into its `dimensionNames`. */
  readonly levels: readonly JsonObject[];
}

/** Path, in the image's group, of the dataset of a level. */
export function n5DatasetPath(level: number): string {
  return `s${level}`;
}

/**
 * n5-viewer's dialect: the finest level's `pixelResolution` and each level's `downsamplingFactors`, fastest axis first,
 * and an `affineTransform` where a level lies elsewhere than a mean of as many elements would (three axes of space
 * at most: n5-viewer knows no other). Beside them `resolution` and `units` of every axis, which tensorstore and
 * Neuroglancer read, and on the group the `scales` of all levels, and OME-NGFF 0.4 with the axes in N5's order, as
 * n5-universe writes it there: it knows channels too. Images of nothing but space also have the canonical
 * `spatialTransform` of n5-universe on their levels, as long as all axes have one unit.
 */
export function n5Attributes(image: Image, options: NgffAttributesOptions = {}): N5Attributes {
  const levels = options.levels ?? image.levels;
  const size = (levels[0] ?? image.levels[0]).scale.toReversed();
  const units = image.axes.map(({ unit }) => unit ?? "").toReversed();
  const space = image.axes.filter(({ type }) => type === "space");
  const [unit, ...otherUnits] = new Set(space.flatMap((axis) => axis.unit ?? []));
  const pixelResolution = {
    dimensions: size,
    unit: unit !== undefined && otherUnits.length === 0 ? unit : "pixel",
  };
  const isCanonical = space.length === image.axes.length && otherUnits.length === 0;
  const factors = levels.map(({ scale }) => scale.toReversed().map((length, axis) => length / size[axis]!));
  return {
    group: {
      ...(image.name !== "" && { name: image.name }),
      axes: image.axes.map(({ name }) => name).toReversed(),
      units,
      pixelResolution,
      scales: factors,
      ...fastestFirstAttributes(ngffAttributes(image, "0.4", { ...options, datasetPath: n5DatasetPath })),
    },
    levels: levels.map((level, i) => {
      const shift = shiftOf(level, size, factors[i]!);
      return {
        pixelResolution,
        downsamplingFactors: factors[i]!,
        ...(shift && { affineTransform: translationMatrix(shift) }),
        resolution: level.scale.toReversed(),
        units,
        ...(isCanonical && {
          spatialTransform: { transform: affineOf(level), unit: pixelResolution.unit },
        }),
      };
    }),
  };
}

/** Rows of scales with the translation behind them, fastest axis first. */
function affineOf({ scale, translation }: Pick<Level, "scale" | "translation">): JsonObject {
  const [size, shift] = [scale.toReversed(), translation.toReversed()];
  const affine = size.flatMap((length, row) => [
    ...size.map((_, column) => (column === row ? length : 0)),
    shift[row]!,
  ]);
  return { type: "affine", affine };
}

/** Offset along x, y and z of a level that does not lie where its factors imply; `undefined` if it does. */
function shiftOf(
  { translation }: Pick<Level, "translation">,
  size: readonly number[],
  factors: readonly number[],
): readonly number[] | undefined {
  const shift = translation
    .toReversed()
    .map((offset, axis) => offset - 0.5 * (factors[axis]! - 1) * size[axis]!)
    .slice(0, 3);
  return shift.some((offset, axis) => Math.abs(offset) > 1e-9 * size[axis]!) ? shift : undefined;
}

function translationMatrix(shift: readonly number[]): readonly (readonly number[])[] {
  return [0, 1, 2].map((row) =>
    [0, 1, 2, 3].map((column) => (column === 3 ? (shift[row] ?? 0) : row === column ? 1 : 0)),
  );
}
