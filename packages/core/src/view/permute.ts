/**
 * Axes in another order, chunk bytes untouched: the new order is a `transpose` codec in front of the pipeline.
 *
 * @module
 */

import { createChunk } from "../chunk/create-chunk.ts";
import { strides, unitsOf, unitsPerElement } from "../chunk/element-units.ts";
import type { ArrayInfo, Chunk, ChunkSource, CodecSpec } from "../types.ts";
import { viewSource } from "./view-source.ts";

/** The same array, whose axis `i` is axis `order[i]` of `source`. */
export function permute(source: ChunkSource, order: readonly number[]): ChunkSource {
  checkOrder(order, source.info.shape.length);
  if (order.every((axis, i) => axis === i)) return source;
  const inverse = inversePermutation(order);
  const codecs = (own: readonly CodecSpec[]) => prependTranspose(own, inverse);
  return viewSource(
    {
      info: permuteInfo(source.info, order),
      origin: async (index) => ({ source, index: pick(index, inverse) }),
      chunkShape: (own) => pick(own, order),
      codecs,
      chunk: (chunk) => transposeChunk(chunk, order),
    },
    source,
  );
}

/** The `info` of the permuted array, whose axis `i` is axis `order[i]` of the one given. */
export function permuteInfo(info: ArrayInfo, order: readonly number[]): ArrayInfo {
  const { shape, chunkShape, shardShape, edgeLengths, dimensionNames, codecs } = info;
  return {
    ...info,
    shape: pick(shape, order),
    chunkShape: pick(chunkShape, order),
    ...(shardShape && { shardShape: pick(shardShape, order) }),
    ...(edgeLengths && { edgeLengths: pick(edgeLengths, order) }),
    ...(dimensionNames && { dimensionNames: pick(dimensionNames, order) }),
    codecs: prependTranspose(codecs, inversePermutation(order)),
  };
}

/** The transposed chunk, whose axis `i` is axis `order[i]` of `chunk`, in new C-order memory. */
export function transposeChunk(chunk: Chunk, order: readonly number[]): Chunk {
  checkOrder(order, chunk.shape.length);
  const result = createChunk(chunk.dataType, pick(chunk.shape, order));
  if (chunk.data.length > 0) transposeInto(chunk, order, result);
  return result;
}

/** Throws `RangeError` unless `order` names each of `rank` axes once. Zarr v3 transpose codec, "order". */
export function checkOrder(order: readonly number[], rank: number): void {
  const axes = new Set(order);
  const complete = order.length === rank && axes.size === rank;
  if (!complete || !order.every((axis) => Number.isInteger(axis) && axis >= 0 && axis < rank)) {
    throw new RangeError(`[${order}] is not an order of ${rank} axes`);
  }
}

/** The permutation that undoes `order`: axis `i` of the original is axis `inverse[i]` of the permuted. */
export function inversePermutation(order: readonly number[]): number[] {
  const inverse = new Array<number>(order.length);
  for (const [i, axis] of order.entries()) inverse[axis] = i;
  return inverse;
}

/**
 * `codecs` after a transpose. Two in a row are merged, or dropped if they cancel, so that pipelines stay comparable.
 */
export function prependTranspose(
  codecs: readonly CodecSpec[],
  order: readonly number[],
): readonly CodecSpec[] {
  const [first, ...rest] = codecs;
  const next = first?.name === "transpose" ? first.configuration?.order : undefined;
  if (!Array.isArray(next)) return [{ name: "transpose", configuration: { order } }, ...codecs];
  const combined = pick(order, next);
  if (combined.every((axis, i) => axis === i)) return rest;
  return [{ name: "transpose", configuration: { order: combined } }, ...rest];
}

function transposeInto(from: Chunk, order: readonly number[], to: Chunk): void {
  const source = unitsOf(from);
  const target = unitsOf(to);
  const units = unitsPerElement(from.dataType);
  const rank = order.length;
  const steps = pick(strides(from.shape, units), order);
  const lengths = to.shape;
  const last = rank - 1;
  const innerLength = lengths[last] ?? 1;
  const innerStep = steps[last] ?? 0;
  const index = new Array<number>(Math.max(last, 0)).fill(0);
  let base = 0;
  let position = 0;
  for (;;) {
    for (let i = 0, offset = base; i < innerLength; i += 1, offset += innerStep) {
      for (let unit = 0; unit < units; unit += 1) target[position++] = source[offset + unit]!;
    }
    let axis = last - 1;
    for (; axis >= 0; axis -= 1) {
      base += steps[axis]!;
      if (++index[axis]! < lengths[axis]!) break;
      index[axis] = 0;
      base -= steps[axis]! * lengths[axis]!;
    }
    if (axis < 0) return;
  }
}

/** `values` in the order of axes that `order` names. */
export function pick<T>(values: readonly T[], order: readonly number[]): T[] {
  return order.map((axis) => values[axis]!);
}
