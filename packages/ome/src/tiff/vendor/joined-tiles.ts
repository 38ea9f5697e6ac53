/**
 * An image with overlapping tiles, presented as one without: each tile is painted where it belongs, over those before
 * it.
 *
 * @module
 */

import {
  type ChunkSource,
  cacheChunks,
  chunkExtent,
  computedSource,
  filledChunk,
  readRegionInto,
} from "@chunkwright/core";

interface Point {
  readonly x: number;
  readonly y: number;
}

/** In pixels of the finest level. */
export interface TileJoints {
  readonly tile: Point;
  /** From one tile to the next: less than its sides, and perhaps no whole number. */
  readonly step: Point;
  readonly areas: readonly TileArea[];
}

/** Tiles that lie side by side. */
export interface TileArea {
  /** Where the first of them is stored, and how many follow, in tiles. */
  readonly column: number;
  readonly row: number;
  readonly columns: number;
  readonly rows: number;
  /** Where the first of them belongs. */
  readonly x: number;
  readonly y: number;
}

/** Decoded tiles that are kept, as most are part of several chunks. */
const CACHE_BYTES = 2 ** 28;

/** A level of `downsample` times fewer pixels along each axis, whose tiles are as they are stored: side by side. */
export function joinTiles(stored: ChunkSource, joints: TileJoints, downsample: number): ChunkSource {
  const source = cacheChunks(stored, CACHE_BYTES);
  const { info } = source;
  const y = info.dimensionNames?.indexOf("y") ?? 0;
  const { step, tile, areas } = joints;
  const extent = (axis: "x" | "y", count: "columns" | "rows") => {
    const ends = areas.map((area) => area[axis] + (area[count] - 1) * step[axis] + tile[axis]);
    return Math.ceil(ends.reduce((most, end) => Math.max(most, end)) / downsample);
  };
  const shape = info.shape.with(y, extent("y", "rows")).with(y + 1, extent("x", "columns"));
  const joined = { ...info, shape };
  return computedSource(joined, async (index, options) => {
    const start = index.map((n, axis) => n * info.chunkShape[axis]!);
    const wanted = chunkExtent(joined, index);
    const chunk = filledChunk(info.dataType, info.chunkShape, info.fillValue);
    const patches = areas.flatMap((area) => {
      const spans = (axis: "x" | "y", at: number) =>
        tileSpans(area, axis, joints, downsample, start[at]!, wanted[at]!, info.shape[at]!);
      const across = spans("x", y + 1);
      return spans("y", y).flatMap((down) => across.map((span) => ({ down, across: span })));
    });
    // The lower right one covers the others, as in OpenSlide.
    patches.sort((a, b) => a.down.place - b.down.place || a.across.place - b.across.place);
    let tiles = 0;
    for (const { down, across } of patches) {
      const region = {
        start: start.with(y, down.from).with(y + 1, across.from),
        shape: wanted.with(y, down.length).with(y + 1, across.length),
      };
      const to = {
        chunk,
        start: start
          .map(() => 0)
          .with(y, down.to)
          .with(y + 1, across.to),
      };
      tiles += await readRegionInto(source, region, to, options);
    }
    return tiles === 0 ? undefined : chunk;
  });
}

/** A stretch of a tile along one axis: from where in the stored level, to where in the chunk. */
interface Span {
  /** Where the tile begins in the joined level. */
  readonly place: number;
  readonly from: number;
  readonly to: number;
  readonly length: number;
}

/**
 * The parts of an area's tiles that lie in a chunk from `start` on. Tiles of coarser levels begin at the next whole
 * pixel.
 */
function tileSpans(
  area: TileArea,
  axis: "x" | "y",
  { step, tile }: TileJoints,
  downsample: number,
  start: number,
  length: number,
  end: number,
): Span[] {
  const [first, count] = axis === "x" ? [area.column, area.columns] : [area.row, area.rows];
  const place = (n: number) => (area[axis] + n * step[axis]) / downsample;
  const size = tile[axis] / downsample;
  const stride = step[axis] / downsample;
  const near = Math.max(0, Math.floor((start - place(0) - size) / stride) - 1);
  const spans: Span[] = [];
  for (let n = near; n < count && place(n) - 1 < start + length; n += 1) {
    const exact = (first + n) * size;
    const source = Math.floor(exact);
    const target = Math.round(place(n) - (exact - source)) - start;
    const skipped = Math.max(0, -target);
    const stop = Math.min(Math.ceil(exact + size), end, source + length - target);
    const from = source + skipped;
    if (stop > from) spans.push({ place: place(n), from, to: target + skipped, length: stop - from });
  }
  return spans;
}
