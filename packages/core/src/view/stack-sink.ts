/**
 * One sink over many equal ones along leading axes: the counterpart of `stack`.
 *
 * @module
 */

import { chunkIndices, gridShape } from "../grid.ts";
import type { ArrayInfo, Chunk, ChunkSink, CodecSpec, EncodedChunk, Shape } from "../types.ts";

/** Options of `stackSink`. */
export interface StackSinkOptions {
  /** The whole array's; its chunk length is 1 along the first `axes` axes. */
  readonly info: ArrayInfo;
  /** Of every sink. */
  readonly lenientFormat?: string;
  /** How many leading axes choose a sink. */
  readonly axes: number;
  /** The sink at `index` along the leading axes, the same one every time. */
  sinkAt(index: readonly number[]): ChunkSink;
}

/** Closing the stack closes every sink. Throws `RangeError` where chunks reach across sinks. */
export function stackSink({ info, lenientFormat, axes, sinkAt }: StackSinkOptions): ChunkSink {
  const { shape, chunkShape } = info;
  if (chunkShape.slice(0, axes).some((length) => length !== 1)) {
    throw new RangeError(`Chunks of [${chunkShape}] reach across the first ${axes} axes`);
  }
  const below = <Part extends { readonly shape: Shape }>(part: Part): Part => ({
    ...part,
    shape: part.shape.slice(axes),
  });
  const encodedBelow = (encoded: EncodedChunk): EncodedChunk => ({
    ...below(encoded),
    codecs: lowerTranspose(encoded.codecs, axes),
  });
  return {
    info,
    ...(lenientFormat !== undefined && { lenientFormat }),
    writeChunk: (index, chunk: Chunk, options) =>
      sinkAt(index.slice(0, axes)).writeChunk(index.slice(axes), below(chunk), options),
    writeEncodedChunk: (index, encoded: EncodedChunk, options) =>
      sinkAt(index.slice(0, axes)).writeEncodedChunk(index.slice(axes), encodedBelow(encoded), options),
    async close() {
      const leading = { shape: shape.slice(0, axes), chunkShape: chunkShape.slice(0, axes) };
      for (const index of chunkIndices(gridShape(leading))) await sinkAt(index).close();
    },
  };
}

/** `codecs` without the leading axes: a transpose that keeps them in place is one of the remaining axes. */
function lowerTranspose(codecs: readonly CodecSpec[], axes: number): readonly CodecSpec[] {
  const [first, ...rest] = codecs;
  const order = first?.name === "transpose" ? first.configuration?.order : undefined;
  if (!Array.isArray(order)) return codecs;
  const lowered = order.slice(axes).map((axis) => Number(axis) - axes);
  const staysInFront = order.slice(0, axes).every((axis, i) => axis === i);
  if (!staysInFront) return codecs;
  if (lowered.every((axis, i) => axis === i)) return rest;
  return [{ name: "transpose", configuration: { order: lowered } }, ...rest];
}
