/**
 * `reshape`: the same elements in the same order, with another shape. Zarr extensions, reshape codec.
 *
 * @module
 */

import { type Chunk, elementCount, isJsonArray, type Json, type Shape, showJson } from "@chunkwright/core";
import type { ArrayToArrayCodec } from "../codec.ts";
import { badConfiguration, badOption, checkOptions } from "../configuration.ts";

const NAME = "reshape";

/** `{ shape }`: for each axis a length, a list of the axes that it joins, or, once, -1 for what remains. */
export const reshape: ArrayToArrayCodec = {
  kind: "array-to-array",
  bind(configuration, { dataType, shape }) {
    checkOptions(NAME, configuration, ["shape"]);
    const encoded = encodedShape(configuration.shape, shape);
    return {
      encoded: { dataType, shape: encoded },
      decode: (chunk) => ({ ...chunk, shape }) as Chunk,
      encode: (chunk) => ({ ...chunk, shape: encoded }) as Chunk,
    };
  },
};

function encodedShape(option: Json | undefined, shape: Shape): Shape {
  if (!isJsonArray(option)) throw badOption(NAME, "shape", option, "a list of axes");
  const joined = option.filter(isJsonArray).flat();
  if (!joined.every((axis, i) => isAxis(axis, shape) && (i === 0 || axis > Number(joined[i - 1])))) {
    throw badOption(NAME, "shape", option, `lists of the axes of [${shape}] in order`);
  }
  const lengths = option.map((axis) => {
    if (isJsonArray(axis)) return axis.reduce<number>((product, one) => product * shape[Number(one)]!, 1);
    if (typeof axis === "number" && Number.isInteger(axis) && axis >= -1) return axis;
    throw badOption(NAME, "shape", option, "a list of lengths, lists of axes and -1");
  });
  const known = elementCount(lengths.filter((length) => length !== -1));
  const rest = elementCount(shape) / known;
  const result = lengths.map((length) => (length === -1 ? rest : length));
  const isWhole = Number.isInteger(rest) && lengths.filter((length) => length === -1).length <= 1;
  if (!isWhole || elementCount(result) !== elementCount(shape)) {
    throw badConfiguration(NAME, `${showJson(option)} does not hold the elements of [${shape}]`);
  }
  for (const [i, axes] of option.entries()) {
    if (!isJsonArray(axes) || axes.length === 0) continue;
    const first = Number(axes[0]);
    const last = Number(axes.at(-1));
    const aligned =
      elementCount(result.slice(0, i)) === elementCount(shape.slice(0, first)) &&
      elementCount(result.slice(i + 1)) === elementCount(shape.slice(last + 1));
    if (!aligned)
      throw badConfiguration(NAME, `axes [${axes}] of [${shape}] are not axis ${i} of [${result}]`);
  }
  return result;
}

function isAxis(axis: Json | undefined, shape: Shape): axis is number {
  return typeof axis === "number" && Number.isInteger(axis) && axis >= 0 && axis < shape.length;
}
