/**
 * An image from one array whose named axes are in any order.
 *
 * @module
 */

import { type ChunkSource, permute } from "@chunkwright/core";
import { AXIS_NAMES, modelAxis } from "./axis-names.ts";
import type { Image } from "./image-model.ts";
import { unnamedChannels } from "./unnamed-channels.ts";

export interface LabelledArray {
  readonly name: string;
  readonly source: ChunkSource;
  /** Name of each axis, of those that are known: t, c, z, y, x. */
  readonly axes: readonly string[];
  /** Physical size of an element along each axis; 1 where there is none. */
  readonly scale?: readonly number[];
}

/**
 * The image with the axes that there are of t, c, z, y and x, in this order; chunk bytes untouched. `undefined` for axes
 * that are unknown or named twice, and without y or x.
 */
export function labelledImage({ name, source, axes, scale }: LabelledArray): Image | undefined {
  const { shape } = source.info;
  const names = AXIS_NAMES.filter((axis) => axes.includes(axis));
  const isImage = names.includes("y") && names.includes("x");
  if (!isImage || names.length < axes.length || axes.length !== shape.length) return undefined;
  const order = names.map((axis) => axes.indexOf(axis));
  const channels = shape[axes.indexOf("c")] ?? 1;
  return {
    name,
    axes: names.map((axis) => modelAxis(axis, undefined)),
    levels: [
      {
        source: permute(source, order),
        scale: order.map((axis) => scale?.[axis] ?? 1),
        translation: order.map(() => 0),
      },
    ],
    channels: unnamedChannels(channels),
  };
}
