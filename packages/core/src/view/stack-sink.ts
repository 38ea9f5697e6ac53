/**
 * One sink over many equal ones along leading axes: the counterpart of `stack`.
 *
 * @module
 */

import { chunkOfPart } from "../chunk/chunk-part.ts";
import { bytesOf, viewElements } from "../data-type.ts";
import { chunkIndices, elementCount, gridShape } from "../grid.ts";
import type { ArrayInfo, Chunk, ChunkPart, ChunkSink, CodecSpec, EncodedChunk, Shape } from "../types.ts";

/** Options of `stackSink`. */
export interface StackSinkOptions {
  /** The whole array's; its chunk length is 1 along the first `axes` axes. */
  readonly info: ArrayInfo;
  /** `lenientFormat` of every sink. */
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
    async writePart(index, part, options) {
      const sink = sinkAt(index.slice(0, axes));
      const own = partBelow(part, axes);
      const at = index.slice(axes);
      if (sink.writePart) await sink.writePart(at, own, options);
      else await sink.writeChunk(at, chunkOfPart(own, chunkShape.slice(axes)), options);
    },
    writeEncodedChunk: (index, encoded: EncodedChunk, options) =>
      sinkAt(index.slice(0, axes)).writeEncodedChunk(index.slice(axes), encodedBelow(encoded), options),
    async skipChunk(index, options) {
      await sinkAt(index.slice(0, axes)).skipChunk?.(index.slice(axes), options);
    },
    async close() {
      const leading = { shape: shape.slice(0, axes), chunkShape: chunkShape.slice(0, axes) };
      for (const index of chunkIndices(gridShape(leading))) await sinkAt(index).close();
    },
  };
}

/** The part without the leading axes, along which it has one place: over the same memory. */
function partBelow({ chunk, region }: ChunkPart, axes: number): ChunkPart {
  const { dataType } = chunk;
  const counts = chunk.shape.slice(0, axes);
  const bytes = bytesOf(chunk.data);
  const byteLength = bytes.byteLength / elementCount(counts);
  const place = counts.reduce((sum, count, axis) => sum * count + region.start[axis]!, 0);
  const own = bytes.subarray(place * byteLength, (place + 1) * byteLength);
  return {
    chunk: { dataType, shape: chunk.shape.slice(axes), data: viewElements(dataType, own) } as Chunk,
    region: { start: region.start.slice(axes), shape: region.shape.slice(axes) },
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
