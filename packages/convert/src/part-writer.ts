/**
 * Writing chunks out of memory that is used again.
 *
 * @module
 */

import {
  type CallOptions,
  type ChunkIndex,
  type ChunkPart,
  type ChunkSink,
  chunkExtent,
  chunkOfPart,
  isFixed,
  jsonEquals,
  type Scalar,
  scalarEquals,
  zeroOf,
} from "@chunkwright/core";

/** Takes parts of full `chunkShape`, whose elements are not used once this resolves. */
export type WritePart = (index: ChunkIndex, part: ChunkPart, options?: CallOptions) => Promise<void>;

/** Writes parts whose elements beyond the array are `padding`; `undefined` for sinks that take only chunks of their own. */
export function partWriter(sink: ChunkSink, padding: Scalar): WritePart | undefined {
  const { dataType, chunkShape } = sink.info;
  const writePart = sink.writePart?.bind(sink);
  if (!writePart || !isFixed(dataType)) return undefined;
  const isBlank = scalarEquals(padding, zeroOf(dataType));
  return async (index, part, options) => {
    const shape = chunkExtent(sink.info, index);
    // A sink pads with zeroes what a part leaves out.
    if (isBlank || jsonEquals(shape, chunkShape)) {
      await writePart(index, { ...part, region: { start: part.region.start, shape } }, options);
    } else {
      await sink.writeChunk(index, chunkOfPart(part, chunkShape), options);
    }
  };
}
