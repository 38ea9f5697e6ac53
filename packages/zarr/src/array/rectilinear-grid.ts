/**
 * Chunk grids whose chunks differ in size along an axis. Zarr extensions, chunk grid "rectilinear".
 *
 * @module
 */

import { type Json, type JsonObject, type Region, type Shape, showJson } from "@chunkwright/core";
import { invalidDocument, unsupportedDocument } from "../document/document-error.ts";

/** Where chunks begin along an axis, then where the last one ends, which may be beyond the array. */
export type ChunkBounds = readonly number[];

/** Axes of more chunks are refused: their bounds are kept in memory. */
const MAX_CHUNKS = 2 ** 20;

/** The bounds of every axis. Chunks that lie wholly beyond the array are left out: nothing reads them. */
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

/** The configuration of a grid, with runs of equal lengths, which every version of the extension has. */
export function printRectilinear(lengths: readonly Shape[]): JsonObject {
  return { kind: "inline", chunk_shapes: lengths.map(runsOf) };
}

/**
 * The configuration of the same grid over another shape: an axis that becomes longer than its chunks gets one more, a
 * multiple of `unit`.
 */
export function resizedRectilinear(configuration: JsonObject, shape: Shape, unit: Shape): JsonObject {
  const { chunk_shapes: shapes } = configuration;
  if (!Array.isArray(shapes)) return configuration;
  const resized = shapes.map((edges: Json, axis) => {
    if (!Array.isArray(edges)) return edges;
    const missing = shape[axis]! - edges.reduce<number>((end, run) => end + runLength(run), 0);
    return missing > 0 ? [...edges, Math.ceil(missing / unit[axis]!) * unit[axis]!] : edges;
  });
  return { ...configuration, chunk_shapes: resized };
}

/** What the chunk at `index` covers, beyond the array too. */
export function boundedRegion(bounds: readonly ChunkBounds[], index: readonly number[]): Region {
  const start = index.map((chunk, axis) => bounds[axis]![chunk]!);
  return { start, shape: start.map((first, axis) => bounds[axis]![index[axis]! + 1]! - first) };
}

/** Lengths of the chunks along an axis. */
export function edgeLengths(axis: ChunkBounds): number[] {
  return axis.slice(1).map((end, i) => end - axis[i]!);
}

/** The last chunk that begins at or before `element`. */
export function chunkAt(axis: ChunkBounds, element: number): number {
  let [low, high] = [0, axis.length - 1];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (axis[middle]! <= element) low = middle;
    else high = middle;
  }
  return low;
}

/** One length for all chunks, or a list of lengths and of `[length, count]` runs. */
function axisBounds(edges: Json, length: number, key: string): ChunkBounds {
  const runs: readonly Json[] = Array.isArray(edges) ? edges : [[edges, Math.ceil(length / Number(edges))]];
  const bounds = [0];
  let end = 0;
  for (const run of runs) {
    const [edge, count] = Array.isArray(run) ? (run as Json[]) : [run, 1];
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

function runsOf(lengths: Shape): Json {
  const runs: [number, number][] = [];
  for (const length of lengths) {
    const last = runs.at(-1);
    if (last?.[0] === length) last[1] += 1;
    else runs.push([length, 1]);
  }
  return runs.map(([length, count]) => (count === 1 ? length : [length, count]));
}

/** The sum of a length or a run of equal ones, in a grid that has been parsed. */
function runLength(run: Json): number {
  return Array.isArray(run) ? Number(run[0]) * Number(run[1]) : Number(run);
}

function isLength(value: Json | undefined, minimum: number): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= minimum;
}
