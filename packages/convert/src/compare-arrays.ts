/**
 * Comparing two arrays element by element, whatever their formats and chunks.
 *
 * @module
 */

import {
  byteSize,
  bytesOf,
  type CallOptions,
  type Chunk,
  type ChunkSource,
  cacheChunks,
  chunkIndices,
  chunkRegion,
  chunksInRegion,
  elementCount,
  gridShape,
  isFixed,
  jsonEquals,
  mapConcurrently,
  nominalByteSize,
  type Region,
  readRegion,
  scalarEquals,
} from "@chunkwright/core";
import { checkSize } from "./check-size.ts";
import { splitRegion } from "./split-region.ts";

/** The first respect in which two arrays differ. */
export type ArrayDifference =
  | { readonly kind: "dataType"; readonly a: string; readonly b: string }
  | { readonly kind: "shape"; readonly a: readonly number[]; readonly b: readonly number[] }
  | {
      readonly kind: "elements";
      /** Elements that differ, and the first of them in C order of the compared chunks. */
      readonly count: number;
      readonly first: readonly number[];
      readonly a: string;
      readonly b: string;
    };

const CACHE_BYTES = 24 * 1024 * 1024;
/** Elements of each side held decoded for one comparison. */
const PIECE_BYTES = 4 * 1024 * 1024;

/**
 * How `a` and `b` differ; `undefined` if they hold the same elements, compared bit by bit. Rejects with "unsupported"
 * for arrays of more than a PiB.
 */
export async function compareArrays(
  a: ChunkSource,
  b: ChunkSource,
  options: CallOptions & { readonly onChunk?: (byteLength: number) => void } = {},
): Promise<ArrayDifference | undefined> {
  if (a.info.dataType !== b.info.dataType)
    return { kind: "dataType", a: a.info.dataType, b: b.info.dataType };
  if (!jsonEquals(a.info.shape, b.info.shape)) return { kind: "shape", a: a.info.shape, b: b.info.shape };
  checkSize(a.info);
  const [left, right] = [cacheChunks(a, CACHE_BYTES), cacheChunks(b, CACHE_BYTES)];
  // Pieces are as large as the larger chunks, so that neither side is decoded twice.
  const aIsCoarser = elementCount(a.info.chunkShape) >= elementCount(b.info.chunkShape);
  const [grid, finer] = aIsCoarser ? [a.info, b.info] : [b.info, a.info];
  const elementBytes = nominalByteSize(a.info.dataType);
  const found: Found[] = [];
  await mapConcurrently(
    chunkIndices(gridShape(grid)),
    async (index) => {
      for (const region of splitRegion(
        chunkRegion(grid, index),
        finer.chunkShape,
        PIECE_BYTES / elementBytes,
      )) {
        const difference = await compareRegion(left, right, region, options);
        if (difference) found.push(difference);
        options.onChunk?.(elementCount(region.shape) * elementBytes);
      }
    },
    { concurrency: 4, signal: options.signal },
  );
  if (found.length === 0) return undefined;
  const first = found.sort((x, y) => lexical(x.first, y.first))[0]!;
  return { ...first, kind: "elements", count: found.reduce((sum, { count }) => sum + count, 0) };
}

type Found = Omit<Extract<ArrayDifference, { kind: "elements" }>, "kind">;

async function compareRegion(
  a: ChunkSource,
  b: ChunkSource,
  region: Region,
  { signal }: CallOptions,
): Promise<Found | undefined> {
  const isSameFill = scalarEquals(a.info.fillValue, b.info.fillValue);
  if (isSameFill && !(await isStored(a, region, { signal })) && !(await isStored(b, region, { signal }))) {
    return undefined;
  }
  const [left, right] = await Promise.all([
    readRegion(a, region, { signal }),
    readRegion(b, region, { signal }),
  ]);
  const { count, first } = countDifferences(left, right);
  if (count === 0) return undefined;
  return { count, first: position(region, first), a: shown(left, first), b: shown(right, first) };
}

/** Whether any chunk of `region` is. The sources keep their chunks, so that what was read to know is not read again. */
async function isStored(source: ChunkSource, region: Region, options: CallOptions): Promise<boolean> {
  for (const index of chunksInRegion(source.info, region)) {
    if (await source.readChunk(index, options)) return true;
  }
  return false;
}

/** How many elements differ, and the number of the first. */
function countDifferences(left: Chunk, right: Chunk): { readonly count: number; readonly first: number } {
  const [a, b] = isFixed(left.dataType) ? [bytesOf(left.data), bytesOf(right.data)] : [left.data, right.data];
  const step = isFixed(left.dataType) ? byteSize(left.dataType) : 1;
  let count = 0;
  let first = -1;
  for (let i = 0; i < a.length; i += 1) {
    if (a[i] === b[i] || (!isFixed(left.dataType) && scalarEquals(a[i]!, b[i]!))) continue;
    const element = Math.floor(i / step);
    if (first < 0) first = element;
    count += 1;
    i = (element + 1) * step - 1;
  }
  return { count, first };
}

function shown({ data, shape }: Chunk, element: number): string {
  if (Array.isArray(data)) return JSON.stringify(data[element]);
  const words = data.length / elementCount(shape);
  return data.slice(element * words, (element + 1) * words).join(", ");
}

/** Where element number `element` of a region lies in the array. */
function position({ start, shape }: Region, element: number): number[] {
  const result = [...start];
  let rest = element;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    result[axis]! += rest % shape[axis]!;
    rest = Math.floor(rest / shape[axis]!);
  }
  return result;
}

function lexical(a: readonly number[], b: readonly number[]): number {
  const axis = a.findIndex((value, i) => value !== b[i]);
  return axis < 0 ? 0 : a[axis]! - b[axis]!;
}
