/**
 * A sink with its axes in another order, chunk bytes untouched: the counterpart of `permute`.
 *
 * @module
 */

import type { ChunkSink } from "../types.ts";
import {
  checkOrder,
  inversePermutation,
  permuteInfo,
  pick,
  prependTranspose,
  transposeChunk,
} from "./permute.ts";

/** The same array, whose axis `i` is axis `order[i]` of `sink`. */
export function permuteSink(sink: ChunkSink, order: readonly number[]): ChunkSink {
  checkOrder(order, sink.info.shape.length);
  if (order.every((axis, i) => axis === i)) return sink;
  const inverse = inversePermutation(order);
  const { lenientFormat } = sink;
  const skipChunk = sink.skipChunk?.bind(sink);
  return {
    info: permuteInfo(sink.info, order),
    ...(lenientFormat !== undefined && { lenientFormat }),
    writeChunk: (index, chunk, options) =>
      sink.writeChunk(pick(index, inverse), transposeChunk(chunk, inverse), options),
    writeEncodedChunk: (index, encoded, options) =>
      sink.writeEncodedChunk(
        pick(index, inverse),
        {
          ...encoded,
          shape: pick(encoded.shape, inverse),
          codecs: prependTranspose(encoded.codecs, order),
        },
        options,
      ),
    ...(skipChunk && { skipChunk: (index, options) => skipChunk(pick(index, inverse), options) }),
    close: () => sink.close(),
  };
}
