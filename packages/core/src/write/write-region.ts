/**
 * Writing a box of elements into an existing array.
 *
 * @module
 */

import { copyRegion } from "../chunk/copy-region.ts";
import { filledChunk } from "../chunk/create-chunk.ts";
import { checkRegion, chunkRegion, chunksInRegion, intersection } from "../grid.ts";
import { jsonEquals } from "../text/json-equals.ts";
import type { ArrayInfo, CallOptions, Chunk, ChunkSink, ChunkSource, Shape } from "../types.ts";

/**
 * Writes the elements of `chunk`, of any shape, with the first of them at `start`; `chunk` itself stays as it is. Chunks
 * that it covers in part are read from `source`, the same array, changed in place and written whole. So `source` has to
 * give each chunk away, as those of all formats do, and not keep it as `cacheChunks` does; and there must be no other
 * writer of these chunks meanwhile.
 */
export async function writeRegion(
  source: ChunkSource,
  sink: ChunkSink,
  { chunk, start }: { readonly chunk: Chunk; readonly start: readonly number[] },
  options: CallOptions = {},
): Promise<void> {
  const { info } = source;
  const region = { start, shape: chunk.shape };
  checkRegion(info.shape, region);
  for (const index of chunksInRegion(info, region)) {
    const covered = chunkRegion(info, index);
    const written = intersection(covered, region);
    const isWhole = jsonEquals(written.shape, covered.shape);
    const stored = isWhole ? undefined : await source.readChunk(index, options);
    const target = stored ?? filledChunk(info.dataType, info.chunkShape, info.fillValue);
    copyRegion(
      { chunk, start: written.start.map((first, i) => first - start[i]!) },
      { chunk: target, start: written.start.map((first, i) => first - covered.start[i]!) },
      written.shape,
    );
    await sink.writeChunk(index, target, options);
  }
}

/**
 * Where `chunk` starts when appended to the array along `axis`, and the array's new shape. Throws `TypeError` if its
 * data type, or its length along another axis, differs from the array's.
 */
export function appendedShape(
  info: Pick<ArrayInfo, "dataType" | "shape">,
  chunk: Chunk,
  axis: number,
): { readonly start: readonly number[]; readonly shape: Shape } {
  const others = chunk.shape.map((length, i) => (i === axis ? (info.shape[i] ?? 0) : length));
  if (chunk.dataType !== info.dataType || !jsonEquals(others, info.shape) || !(axis in info.shape)) {
    throw new TypeError(
      `Cannot append [${chunk.shape}] ${chunk.dataType} along axis ${axis} of [${info.shape}] ${info.dataType}`,
    );
  }
  return {
    start: info.shape.map((length, i) => (i === axis ? length : 0)),
    shape: info.shape.map((length, i) => length + (i === axis ? chunk.shape[i]! : 0)),
  };
}
