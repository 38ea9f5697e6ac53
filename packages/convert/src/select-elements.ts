/**
 * A part of an array as an array of its own: a window, single planes, some of the channels.
 *
 * @module
 */

import {
  type ArrayInfo,
  type ChunkIndex,
  type ChunkSource,
  cacheChunks,
  chunkRegion,
  combinations,
  computedSource,
  filledChunk,
  readRegionInto,
  type Shape,
  viewSource,
} from "@chunkwright/core";

/** Positions along an axis from `start` up to, and without, `stop`. */
export interface Span {
  readonly start: number;
  readonly stop: number;
}

/** Decoded chunks of the source that are kept, as each may be a part of several chunks of the selection. */
const CACHE_BYTES = 2 ** 26;

/**
 * The elements at the positions that `spans` has for each axis, one span after another. Where spans begin and end
 * with chunks, these keep their encoded bytes; otherwise the elements are copied into new chunks. Throws `RangeError`
 * for spans that are empty or reach beyond the array.
 */
export function selectElements(source: ChunkSource, spans: readonly (readonly Span[])[]): ChunkSource {
  const { info } = source;
  checkSpans(spans, info.shape);
  const shape = spans.map((along) => along.reduce((sum, { start, stop }) => sum + stop - start, 0));
  const isWhole = spans.every((along, axis) => areWholeChunks(along, info, axis));
  return isWhole ? selectChunks(source, spans, shape) : cutAnew(source, spans, shape);
}

function checkSpans(spans: readonly (readonly Span[])[], shape: Shape): void {
  const isInside = spans.every(
    (along, axis) =>
      along.length > 0 &&
      along.every(
        ({ start, stop }) =>
          Number.isInteger(start) &&
          Number.isInteger(stop) &&
          start >= 0 &&
          start < stop &&
          stop <= shape[axis]!,
      ),
  );
  if (spans.length === shape.length && isInside) return;
  const text = spans.map((along) => along.map(({ start, stop }) => `${start}:${stop}`).join("+")).join(", ");
  throw new RangeError(`Cannot select [${text}] of an array of [${shape}]`);
}

/** Where only the array's end may cut a chunk off, and no chunk may follow that one. */
function areWholeChunks(spans: readonly Span[], { shape, chunkShape }: ArrayInfo, axis: number): boolean {
  const chunkLength = chunkShape[axis]!;
  return spans.every(({ start, stop }, i) => {
    const endsWithArray = stop === shape[axis] && i === spans.length - 1;
    return start % chunkLength === 0 && (endsWithArray || stop % chunkLength === 0);
  });
}

function selectChunks(source: ChunkSource, spans: readonly (readonly Span[])[], shape: Shape): ChunkSource {
  const { info } = source;
  const storedIndex = (index: ChunkIndex): ChunkIndex =>
    index.map((n, axis) => chunkInSource(spans[axis]!, info.chunkShape[axis]!, n));
  return viewSource(
    {
      info: { ...info, shape },
      origin: async (index) => ({ source, index: storedIndex(index) }),
      chunkShape: (own) => own,
      codecs: (own) => own,
      chunk: (own) => own,
    },
    source,
  );
}

/**
 * Where chunk `n` of the selection lies in the grid of the source, along one axis. Looked for among the spans, not in a
 * list of all chunks: files may claim any number of those.
 */
function chunkInSource(spans: readonly Span[], chunkLength: number, n: number): number {
  let passed = 0;
  for (const { start, stop } of spans) {
    const first = start / chunkLength;
    const count = Math.ceil(stop / chunkLength) - first;
    if (n < passed + count) return first + n - passed;
    passed += count;
  }
  throw new RangeError(`The selection has ${passed} chunks along an axis, and no chunk ${n}`);
}

function cutAnew(stored: ChunkSource, spans: readonly (readonly Span[])[], shape: Shape): ChunkSource {
  const source = cacheChunks(stored, CACHE_BYTES);
  const { edgeLengths: _, shardShape: __, ...rest } = source.info;
  const chunkShape = rest.chunkShape.map((length, axis) => Math.min(length, shape[axis]!));
  const info = { ...rest, shape, chunkShape };
  return computedSource(info, async (index, options) => {
    const region = chunkRegion(info, index);
    const chunk = filledChunk(info.dataType, chunkShape, info.fillValue);
    const pieces = region.start.map((start, axis) => piecesOf(spans[axis]!, start, region.shape[axis]!));
    let stored = 0;
    for (const box of combinations(pieces)) {
      const from = { start: box.map(({ from: start }) => start), shape: box.map(({ length }) => length) };
      stored += await readRegionInto(source, from, { chunk, start: box.map(({ to }) => to) }, options);
    }
    return stored === 0 ? undefined : chunk;
  });
}

/** What a chunk has of a span along one axis: from where in the source, to where in the chunk. */
interface Piece {
  readonly from: number;
  readonly to: number;
  readonly length: number;
}

/** The pieces of the `length` elements that begin at `start` of the selection. */
function piecesOf(spans: readonly Span[], start: number, length: number): readonly Piece[] {
  const pieces: Piece[] = [];
  let passed = 0;
  for (const span of spans) {
    const first = Math.max(start, passed);
    const last = Math.min(start + length, passed + span.stop - span.start);
    if (last > first) {
      pieces.push({ from: span.start + first - passed, to: first - start, length: last - first });
    }
    passed += span.stop - span.start;
  }
  return pieces;
}
