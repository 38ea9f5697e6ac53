/**
 * An image from one array whose named axes are in any order.
 *
 * @module
 */

import { type Axis, type ChunkSource, permute } from "@chunkwright/core";
import type { Image } from "./image-model.ts";
import { ngffAxisOrder } from "./n5/n5-pyramid.ts";
import { typeOfAxisName } from "./ngff/parse-axes.ts";

export interface LabelledArray {
  readonly name: string;
  readonly source: ChunkSource;
  /** Name of each axis, of those that are known: t, c, z, y, x. */
  readonly axes: readonly string[];
  /** Physical size of an element along each axis; 1 where there is none. */
  readonly scale?: readonly number[];
}

/**
 * The image with its axes in OME-NGFF's order, time, channels, space, and those of space as z, y, x; chunk bytes
 * untouched. `undefined` for axes that are unknown, named twice or too few.
 */
export function labelledImage({ name, source, axes, scale }: LabelledArray): Image | undefined {
  const { shape } = source.info;
  const types = axes.map(typeOfAxisName);
  const isImage =
    ["y", "x"].every((axis) => axes.includes(axis)) && types.every((type) => type !== undefined);
  if (!isImage || new Set(axes).size < axes.length || axes.length !== shape.length) return undefined;
  const byName = axes
    .map((_, axis) => axis)
    .sort((a, b) => SPACE.indexOf(axes[a]!) - SPACE.indexOf(axes[b]!));
  const order = ngffAxisOrder(byName.map((axis) => types[axis])).map((place) => byName[place]!);
  const pick = <T>(values: readonly T[]): T[] => order.map((axis) => values[axis]!);
  const channels = shape[axes.indexOf("c")] ?? 1;
  return {
    name,
    axes: order.map((axis): Axis => ({ name: axes[axis]!, type: types[axis]! })),
    levels: [
      {
        source: permute(source, order),
        scale: pick(scale ?? shape.map(() => 1)),
        translation: shape.map(() => 0),
      },
    ],
    channels: Array.from({ length: channels }, () => ({})),
  };
}

const SPACE: readonly string[] = ["t", "c", "z", "y", "x"];
