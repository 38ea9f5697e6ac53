/**
 * How ImarisWriter divides an image: its levels and their chunks. ImarisWriter, bpOptimalBlockLayout.cxx. Shapes are z,
 * y, x.
 *
 * @module
 */

import { elementCount, gridShape, type Shape } from "@chunkwright/core";

const LEVEL_BYTES = 2 ** 20;
const CHUNK_BYTES = 2 ** 20;

/**
 * Shapes of the levels, finest first: halved, rounding down, until one has at most 1 MiB. An axis is halved while ten
 * times its length, squared, exceeds the area across it, so that thin volumes stay as thick as they are.
 */
export function imarisLevelShapes(shape: Shape, elementBytes: number): readonly Shape[] {
  const shapes = [shape];
  for (let current = shape; elementCount(current) > LEVEL_BYTES / elementBytes; ) {
    const volume = elementCount(current);
    const next = current.map((length) => {
      const isLong = length > 1 && (10 * length) ** 2 > volume / length;
      return isLong ? Math.floor(length / 2) : length;
    });
    if (next.every((length, axis) => length === current[axis])) break;
    shapes.push(next);
    current = next;
  }
  return shapes;
}

/**
 * Chunk shapes of the levels: powers of two, 1 MiB together with the time points of a block. A chunk covers at least
 * what the chunk that it is made from shrinks to.
 */
export function imarisChunkShapes(
  levels: readonly Shape[],
  timePoints: number,
  elementBytes: number,
): readonly Shape[] {
  const chunks: Shape[] = [];
  for (const [level, shape] of levels.entries()) {
    const below = levels[level - 1];
    const least = shape.map((length, axis) => {
      const chunk = chunks[level - 1]?.[axis] ?? 1;
      return below && Math.floor(below[axis]! / 2) === length ? Math.floor(chunk / 2) : chunk;
    });
    chunks.push(chunkShape(shape, least, timePoints, CHUNK_BYTES / elementBytes));
  }
  return chunks;
}

interface Candidate {
  readonly shape: Shape;
  /**
   * Cost of a candidate: chunks that the three middle slices touch, surface of a chunk, stored elements per element.
   */
  readonly costs: readonly [slices: number, surface: number, waste: number];
}

const MOST_WASTE = 2;

/** The cheapest candidate to display that stores at most twice the elements of the image. */
function chunkShape(shape: Shape, least: Shape, timePoints: number, elements: number): Shape {
  const candidates = [...chunkShapes(shape, elements)]
    .filter((chunk) => chunk.every((length, axis) => length >= least[axis]!))
    .map((chunk) => candidate(chunk, shape, timePoints, elements))
    .sort(byCosts);
  const best = candidates.find(({ costs }) => costs[2] <= MOST_WASTE) ?? candidates[0];
  return best?.shape ?? evenShape(elements);
}

/** Candidates: square and more than two elements thick; for planes, at most four times as long as wide. */
function* chunkShapes([depth = 1]: Shape, elements: number): Generator<Shape> {
  for (let x = 1; x <= elements; x *= 2) {
    for (let y = 1; x * y <= elements; y *= 2) {
      if (depth === 1 && x <= 4 * y && y <= 4 * x) yield [1, y, x];
      if (depth === 1 || x !== y) continue;
      for (let z = 4; x * y * z <= elements; z *= 2) yield [z, y, x];
    }
  }
}

function candidate(chunk: Shape, shape: Shape, timePoints: number, elements: number): Candidate {
  const [z = 1, y = 1, x = 1] = chunk;
  const grid = gridShape({ shape, chunkShape: chunk });
  const [nz = 1, ny = 1, nx = 1] = grid;
  const t = elements / elementCount(chunk);
  const stored = elementCount(grid) * Math.ceil(timePoints / t) * elements;
  return {
    shape: chunk,
    costs: [
      1 + nx * ny + nx * nz + ny * nz - nx - ny - nz,
      x * y + x * z + y * z,
      stored / (elementCount(shape) * timePoints),
    ],
  };
}

function byCosts({ costs: a }: Candidate, { costs: b }: Candidate): number {
  const axis = a.findIndex((cost, i) => cost !== b[i]);
  return axis === -1 ? 0 : a[axis]! - b[axis]!;
}

/** For images where no candidate is large enough. */
function evenShape(elements: number): Shape {
  const bits = Math.ceil(Math.log2(elements));
  const z = Math.floor(bits / 3);
  const y = Math.floor((bits - z) / 2);
  return [2 ** z, 2 ** y, 2 ** (bits - z - y)];
}
