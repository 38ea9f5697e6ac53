/**
 * `transpose`: permutes the axes. Zarr v3 transpose codec, version 1.0.
 *
 * @module
 */

import { checkOrder, inversePermutation, type Json, transposeChunk } from "@chunkwright/core";
import type { ArrayToArrayCodec } from "../codec.ts";
import { badOption, checkOptions } from "../configuration.ts";

/** `{ order }`: axis `i` of the encoded array is axis `order[i]` of the decoded one. */
export const transpose: ArrayToArrayCodec = {
  kind: "array-to-array",
  bind(configuration, { dataType, shape }) {
    checkOptions("transpose", configuration, ["order"]);
    const order = axisOrder(configuration.order, shape.length);
    const inverse = inversePermutation(order);
    return {
      encoded: { dataType, shape: order.map((axis) => shape[axis]!) },
      isSynchronous: true,
      decode: (chunk) => transposeChunk(chunk, inverse),
      encode: (chunk) => transposeChunk(chunk, order),
    };
  },
};

function axisOrder(value: Json | undefined, rank: number): readonly number[] {
  const order = Array.isArray(value) ? value.filter((axis) => typeof axis === "number") : [];
  try {
    checkOrder(order, rank);
  } catch {
    throw badOption("transpose", "order", value, `an order of ${rank} axes`);
  }
  return order;
}
