/**
 * The rows that TIFF's predictors and packed samples work on.
 *
 * @module
 */

import { elementCount, type JsonObject, type Shape } from "@chunkwright/core";
import { badConfiguration, integerOption } from "../configuration.ts";

export interface Rows {
  readonly count: number;
  /** Elements from one row to the next. */
  readonly length: number;
  /** Elements between a sample and the one that predicts it: samples per pixel if they are interleaved. */
  readonly stride: number;
}

/**
 * Rows of `shape` along option `axis`: -1 (default) if the last axis is x, -2 if samples follow it. It counts from the
 * end, so that it holds for any number of leading axes. Option `distance`, 1 (default) to 4, is the distance of the
 * predicting pixel: in colour filter mosaics it is not the direct neighbour.
 */
export function rowsOf(codec: string, configuration: JsonObject, shape: Shape): Rows {
  const axis = integerOption(codec, configuration, "axis", { min: -2, max: -1, default: -1 });
  if (shape.length < -axis) {
    throw badConfiguration(codec, `axis ${axis} does not exist in a chunk of [${shape}]`);
  }
  const distance = integerOption(codec, configuration, "distance", { min: 1, max: 4, default: 1 });
  const length = elementCount(shape.slice(axis));
  return {
    count: elementCount(shape.slice(0, axis)),
    length,
    stride: distance * elementCount(shape.slice(shape.length + axis + 1)),
  };
}
