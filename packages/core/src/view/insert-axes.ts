/**
 * New axes of length 1, chunk bytes untouched.
 *
 * @module
 */

import type { Chunk, ChunkSource, CodecSpec } from "../types.ts";
import { viewSource } from "./view-source.ts";

/** The same array with an axis of length 1 at each of `positions` of the result, in ascending order. */
export function insertAxes(source: ChunkSource, positions: readonly number[]): ChunkSource {
  if (positions.length === 0) return source;
  const rank = source.info.shape.length + positions.length;
  const own = Array.from({ length: rank }, (_, axis) => axis).filter((axis) => !positions.includes(axis));
  if (own.length !== source.info.shape.length) {
    throw new RangeError(`Cannot insert axes at [${positions}] into ${source.info.shape.length} axes`);
  }
  const insert = <T>(values: readonly T[], inserted: T): T[] => {
    const result = new Array<T>(rank).fill(inserted);
    for (const [i, axis] of own.entries()) result[axis] = values[i]!;
    return result;
  };
  const { shape, chunkShape, shardShape, dimensionNames } = source.info;
  const codecs = (pipeline: readonly CodecSpec[]) => liftCodecs(pipeline, positions, own);
  return viewSource(
    {
      info: {
        ...source.info,
        shape: insert(shape, 1),
        chunkShape: insert(chunkShape, 1),
        ...(shardShape && { shardShape: insert(shardShape, 1) }),
        ...(dimensionNames && { dimensionNames: insert<string | null>(dimensionNames, null) }),
        codecs: codecs(source.info.codecs),
      },
      origin: async (index) => ({ source, index: own.map((axis) => index[axis]!) }),
      chunkShape: (encoded) => insert(encoded, 1),
      codecs,
      chunk: (chunk) => ({ ...chunk, shape: insert(chunk.shape, 1) }) as Chunk,
    },
    source,
  );
}

/**
 * Codecs whose encoding depends on the number of axes, or which name axes by number. Zarr extensions: zfp, reshape;
 * numcodecs.
 */
const RANKED: readonly string[] = ["zfp", "reshape", "numcodecs.json2", "numcodecs.msgpack2"];

/**
 * An axis of length 1 does not change a C-order layout, so only `transpose` needs adjusting: the new axes come first in
 * what it encodes, where they do not affect codecs that count axes from the end. For those that count them all, a
 * `reshape` removes the new axes.
 */
function liftCodecs(
  codecs: readonly CodecSpec[],
  positions: readonly number[],
  own: readonly number[],
): readonly CodecSpec[] {
  let front = positions;
  let others = own;
  const lifted: CodecSpec[] = [];
  for (const [i, codec] of codecs.entries()) {
    if (RANKED.includes(codec.name)) {
      const joined = joinAxes(others, positions.length + own.length);
      return [...lifted, { name: "reshape", configuration: { shape: joined } }, ...codecs.slice(i)];
    }
    const order = codec.name === "transpose" ? codec.configuration?.order : undefined;
    if (Array.isArray(order)) {
      const axes = [...front, ...order.map((axis) => others[Number(axis)]!)];
      lifted.push({ name: "transpose", configuration: { order: axes } });
      front = positions.map((_, k) => k);
      others = own.map((_, k) => k + positions.length);
    } else {
      lifted.push(codec);
    }
  }
  return lifted;
}

/** All axes, each of `own` with those in front of it; those behind the last belong to the last. */
function joinAxes(own: readonly number[], rank: number): number[][] {
  return own.map((axis, i) => {
    const first = i === 0 ? 0 : own[i - 1]! + 1;
    const end = i === own.length - 1 ? rank : axis + 1;
    return Array.from({ length: end - first }, (_, k) => first + k);
  });
}
