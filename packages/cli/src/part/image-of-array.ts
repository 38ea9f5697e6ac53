/**
 * An image from an array that nothing describes as one, as most arrays of HDF5 and many of Zarr.
 *
 * @module
 */

import { type Axis, type ChunkSource, isNumeric, StorageError } from "@chunkwright/core";
import { type Image, unnamedChannels } from "@chunkwright/ome";

/** The order of OME-NGFF and of most microscopes' software; arrays of fewer axes have the last ones. */
const AXES: readonly Axis[] = [
  { name: "t", type: "time" },
  { name: "c", type: "channel" },
  { name: "z", type: "space" },
  { name: "y", type: "space" },
  { name: "x", type: "space" },
];

/**
 * An image of one level. Its axes are the array's dimension names if those are known, else the last of t, c, z, y and
 * x. Throws "unsupported" for arrays of fewer than 2 or more than 5 axes, and for elements that are not numbers.
 */
export function imageOfArray(path: string, source: ChunkSource): Image {
  const { shape, dataType } = source.info;
  if (shape.length < 2 || shape.length > AXES.length || !isNumeric(dataType)) {
    throw new StorageError(
      "unsupported",
      `Cannot take ${path || "the array"} for an image: it is ${dataType} [${shape}]`,
      { format: "array", feature: "images of fewer than 2 or more than 5 axes, or of no numbers" },
    );
  }
  const axes = namedAxes(source) ?? AXES.slice(AXES.length - shape.length);
  const channels = shape[axes.findIndex(({ type }) => type === "channel")] ?? 1;
  return {
    name: path,
    axes,
    levels: [{ source, scale: shape.map(() => 1), translation: shape.map(() => 0) }],
    channels: unnamedChannels(channels),
  };
}

/** The axes by the array's dimension names, if all are known and in order. */
function namedAxes({ info }: ChunkSource): readonly Axis[] | undefined {
  const names = info.dimensionNames ?? [];
  const named = AXES.filter(({ name }) => names.includes(name));
  const isOrdered = named.length === info.shape.length && named.every(({ name }, i) => name === names[i]);
  const hasPlanes = names.at(-1) === "x" && names.at(-2) === "y";
  return isOrdered && hasPlanes ? named : undefined;
}
