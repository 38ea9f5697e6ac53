/**
 * Comparing two arrays element by element, whatever their formats and chunks.
 *
 * @module
 */

import {
  type Bytes,
  byteSize,
  bytesOf,
  type CallOptions,
  type Chunk,
  type ChunkSource,
  elementCount,
  float16Value,
  indexAt,
  isFixed,
  jsonEquals,
  mapConcurrently,
  nominalByteSize,
  type Region,
  scalarEquals,
  showJson,
} from "@chunkwright/core";
import { boxMemory } from "./box-memory.ts";
import { checkSize } from "./check-size.ts";
import { type BoxesInFlight, boxesInFlight, chunkBoxes } from "./chunk-boxes.ts";
import { boxReader, countElements } from "./read-box.ts";
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

/** Options of `compareArrays`. */
export interface CompareArraysOptions extends CallOptions, BoxesInFlight {
  /** Called after each piece with its bytes. */
  readonly onChunk?: (byteLength: number) => void;
}

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
  options: CompareArraysOptions = {},
): Promise<ArrayDifference | undefined> {
  if (a.info.dataType !== b.info.dataType)
    return { kind: "dataType", a: a.info.dataType, b: b.info.dataType };
  if (!jsonEquals(a.info.shape, b.info.shape)) return { kind: "shape", a: a.info.shape, b: b.info.shape };
  checkSize(a.info);
  // Pieces are as large as the larger chunks, so that neither side is decoded twice.
  const aIsCoarser = elementCount(a.info.chunkShape) >= elementCount(b.info.chunkShape);
  const [grid, finer] = aIsCoarser ? [a.info, b.info] : [b.info, a.info];
  const elementBytes = nominalByteSize(a.info.dataType);
  const mostElements = Math.ceil(Math.min(PIECE_BYTES / elementBytes, elementCount(a.info.shape)));
  const compare = regionComparer(a, b, mostElements);
  const found: Found[] = [];
  await mapConcurrently(
    chunkBoxes(grid),
    async (box) => {
      for (const region of splitRegion(box, finer.chunkShape, mostElements)) {
        const difference = await compare(region, options);
        if (difference) found.push(difference);
        options.onChunk?.(elementCount(region.shape) * elementBytes);
      }
    },
    { concurrency: boxesInFlight(grid, options), signal: options.signal },
  );
  if (found.length === 0) return undefined;
  const first = found.sort((x, y) => lexical(x.first, y.first))[0]!;
  return { ...first, kind: "elements", count: found.reduce((sum, { count }) => sum + count, 0) };
}

type Found = Omit<Extract<ArrayDifference, { kind: "elements" }>, "kind">;

/** Compares regions of at most `mostElements`. */
function regionComparer(a: ChunkSource, b: ChunkSource, mostElements: number) {
  const isSameFill = scalarEquals(a.info.fillValue, b.info.fillValue);
  const memory = boxMemory(a.info.dataType, mostElements);
  const [left, right] = [boxReader(a, CACHE_BYTES), boxReader(b, CACHE_BYTES)];
  return async (region: Region, options: CallOptions): Promise<Found | undefined> => {
    const [own, other] = [memory.take(region.shape), memory.take(region.shape)];
    const absent = await Promise.all([left.read(region, own, options), right.read(region, other, options)]);
    const isNowhere = absent.every((boxes) => countElements(boxes) === elementCount(region.shape));
    let difference: Found | undefined;
    if (!isSameFill || !isNowhere) {
      left.fill(own, absent[0]);
      right.fill(other, absent[1]);
      difference = findDifferences(own, other, region);
    }
    memory.give(own);
    memory.give(other);
    return difference;
  };
}

function findDifferences(left: Chunk, right: Chunk, region: Region): Found | undefined {
  if (isFixed(left.dataType) && areEqual(bytesOf(left.data), bytesOf(right.data))) return undefined;
  const { count, first } = countDifferences(left, right);
  if (count === 0) return undefined;
  return { count, first: position(region, first), a: shown(left, first), b: shown(right, first) };
}

/** Whether bytes of the same number are. Four at a time where memory allows it: that takes a third of the time. */
function areEqual(a: Bytes, b: Bytes): boolean {
  const words = a.byteOffset % 4 === 0 && b.byteOffset % 4 === 0 ? Math.floor(a.length / 4) : 0;
  const left = new Int32Array(a.buffer, words > 0 ? a.byteOffset : 0, words);
  const right = new Int32Array(b.buffer, words > 0 ? b.byteOffset : 0, words);
  for (let i = 0; i < words; i += 1) if (left[i] !== right[i]) return false;
  for (let i = 4 * words; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
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

/** One element as text: half floats as numbers, zeroes with their sign. */
function shown({ dataType, data, shape }: Chunk, element: number): string {
  if (Array.isArray(data)) return showJson(data[element]);
  const words = data.length / elementCount(shape);
  const own: Iterable<number | bigint> = data.subarray(element * words, (element + 1) * words);
  const numbers = Array.from(own, (word) => (dataType === "float16" ? float16Value(Number(word)) : word));
  return numbers.map((number) => (Object.is(number, -0) ? "-0" : String(number))).join(", ");
}

/** Where element number `element` of a region lies in the array. */
function position({ start, shape }: Region, element: number): number[] {
  return indexAt(shape, element).map((place, axis) => start[axis]! + place);
}

function lexical(a: readonly number[], b: readonly number[]): number {
  const axis = a.findIndex((value, i) => value !== b[i]);
  return axis < 0 ? 0 : a[axis]! - b[axis]!;
}
