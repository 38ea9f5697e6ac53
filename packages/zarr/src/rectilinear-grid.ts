/**
 * Chunk grids whose chunks differ in size along an axis. Zarr extensions, chunk grid "rectilinear".
 *
 * @module
 */

import { type JsonObject, type Region, type Shape, showJson } from "@chunkwright/core";
import { invalidDocument, unsupportedDocument } from "./document-error.ts";
import type { ExactJson } from "./exact-json.ts";

/** Where chunks begin along an axis, and behind the last of them where it ends, which may be beyond the array. */
export type ChunkBounds = readonly number[];

/** Axes of more chunks are refused: their bounds are kept. */
const MAX_CHUNKS = 2 ** 20;

/** The bounds of every axis. Chunks that lie beyond the array as a whole are left out: nothing reads them. */
export function parseRectilinear(
  configuration: JsonObject,
  shape: Shape,
  key: string,
): readonly ChunkBounds[] {
  const { kind, chunk_shapes: shapes } = configuration;
  if (kind !== "inline") throw unsupportedDocument(key, `a rectilinear grid of the kind ${showJson(kind)}`);
  if (!Array.isArray(shapes) || shapes.length !== shape.length) {
    throw invalidDocument(
      key,
      `"chunk_shapes" is ${showJson(shapes)}, not a list for each of ${shape.length} axes`,
    );
  }
  return shape.map((length, axis) => axisBounds(shapes[axis] ?? null, length, key));
}

/**
 * The chunk shape of a regular grid that has the same chunks; `undefined` if there is none. Chunks at the upper edge
 * must be whole too.
 */
export function regularShape(bounds: readonly ChunkBounds[]): Shape | undefined {
  const lengths = bounds.map((axis) => edgeLengths(axis));
  const shape = lengths.map(([first]) => first ?? 1);
  return lengths.every((edges, axis) => edges.every((edge) => edge === shape[axis])) ? shape : undefined;
}

/** The longest chunk along each axis. */
export function longestEdges(bounds: readonly ChunkBounds[]): Shape {
  return bounds.map((axis) => edgeLengths(axis).reduce((longest, edge) => Math.max(longest, edge), 1));
}

/** What the chunk at `index` covers, beyond the array too. */
export function boundedRegion(bounds: readonly ChunkBounds[], index: readonly number[]): Region {
  const start = index.map((chunk, axis) => bounds[axis]![chunk]!);
  return { start, shape: start.map((first, axis) => bounds[axis]![index[axis]! + 1]! - first) };
}

/** First and one past the last chunk along each axis that `region` touches. */
export function chunksTouched(
  bounds: readonly ChunkBounds[],
  { start, shape }: Region,
): readonly (readonly [first: number, end: number])[] {
  return bounds.map((axis, i) => {
    const first = chunkAt(axis, start[i]!);
    return [first, shape[i] === 0 ? first : chunkAt(axis, start[i]! + shape[i]! - 1) + 1];
  });
}

function edgeLengths(axis: ChunkBounds): number[] {
  return axis.slice(1).map((end, i) => end - axis[i]!);
}

/** The last chunk that begins at or before `element`. */
function chunkAt(axis: ChunkBounds, element: number): number {
  let [low, high] = [0, axis.length - 1];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (axis[middle]! <= element) low = middle;
    else high = middle;
  }
  return low;
}

/** One length for all chunks, or a list of lengths and of `[length, count]` runs. */
function axisBounds(edges: ExactJson, length: number, key: string): ChunkBounds {
  const runs: readonly ExactJson[] = Array.isArray(edges)
    ? edges
    : [[edges, Math.ceil(length / Number(edges))]];
  const bounds = [0];
  let end = 0;
  for (const run of runs) {
    const [edge, count] = Array.isArray(run) ? (run as ExactJson[]) : [run, 1];
    const isRun = isLength(edge, 1) && isLength(count, 0) && (!Array.isArray(run) || run.length === 2);
    if (!isRun)
      throw invalidDocument(key, `"chunk_shapes" holds ${showJson(run)}, neither a length nor a run`);
    for (let i = 0; i < count && end < length; i += 1) {
      end += edge;
      bounds.push(end);
      if (bounds.length > MAX_CHUNKS) throw unsupportedDocument(key, `a grid of over ${MAX_CHUNKS} chunks`);
    }
  }
  if (end < length) throw invalidDocument(key, `"chunk_shapes" ends at ${end}, the array at ${length}`);
  return bounds;
}

function isLength(value: ExactJson | undefined, minimum: number): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= minimum;
}
