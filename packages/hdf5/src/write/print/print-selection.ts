/**
 * Printing selections of a dataspace, for references to regions. HDF5 File Format Specification 4.0 §VIII.A,
 * "Dataspace Selection".
 *
 * @module
 */

import type { Bytes, Region } from "@chunkwright/core";
import { ALL, HYPERSLAB, NONE, POINTS, type Selection } from "../../array/selection.ts";
import { FieldWriter } from "./field-writer.ts";

/** Blocks or points of a selection; no reference needs more. */
const MAX_ENTRIES = 65536;
/** Coordinates have 4 bytes in version 1, which every HDF5 reads. */
const MAX_COORDINATE = 2 ** 32 - 1;

/** Whether `printSelection` prints it: none without end, too far out, or of too many parts. */
export function isPrintable(selection: Selection): boolean {
  if (selection.kind === "none" || selection.kind === "all") return true;
  const entries = entriesOf(selection);
  const [first] = entries ?? [];
  return (
    entries !== undefined &&
    first !== undefined &&
    first.length > 0 &&
    entries.every((entry) => entry.length === first.length && entry.every(isCoordinate))
  );
}

function isCoordinate(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value <= MAX_COORDINATE;
}

/** Version 1: see `parseSelection` for the fields. Throws `TypeError` for what is not printable. */
export function printSelection(selection: Selection): Bytes {
  if (!isPrintable(selection))
    throw new TypeError("Cannot write a selection without end, of too many parts or too far out");
  const entries = entriesOf(selection) ?? [];
  const fields = new FieldWriter().u32(TYPES[selection.kind]).u32(1).u32(0);
  if (selection.kind === "none" || selection.kind === "all") return fields.u32(0).bytes;
  const [first = []] = entries;
  const rank = selection.kind === "points" ? first.length : first.length / 2;
  fields
    .u32(8 + 4 * entries.length * first.length)
    .u32(rank)
    .u32(entries.length);
  for (const value of entries.flat()) fields.u32(value);
  return fields.bytes;
}

const TYPES: { readonly [kind in Selection["kind"]]: number } = {
  none: NONE,
  points: POINTS,
  hyperslab: HYPERSLAB,
  blocks: HYPERSLAB,
  all: ALL,
};

/** Coordinates of points; of blocks those of the first element and of the last. `undefined` for too many. */
function entriesOf(selection: Selection): readonly (readonly number[])[] | undefined {
  switch (selection.kind) {
    case "none":
    case "all":
      return [];
    case "points":
      return selection.points.length <= MAX_ENTRIES ? selection.points : undefined;
    case "blocks":
      return selection.blocks.length <= MAX_ENTRIES ? selection.blocks.map(corners) : undefined;
    case "hyperslab":
      return blocksOf(selection)?.map(corners);
  }
}

function corners({ start, shape }: Region): readonly number[] {
  return [...start, ...start.map((first, axis) => first + shape[axis]! - 1)];
}

/** The blocks of a hyperslab, one by one. */
function blocksOf({
  axes,
}: Extract<Selection, { readonly kind: "hyperslab" }>): readonly Region[] | undefined {
  let blocks: readonly Region[] = [{ start: [], shape: [] }];
  for (const { start, stride, count, block } of axes) {
    if (count === undefined || block === undefined || blocks.length * count > MAX_ENTRIES) return undefined;
    const starts = Array.from({ length: count }, (_, n) => start + n * stride);
    blocks = blocks.flatMap((before) =>
      starts.map((first) => ({ start: [...before.start, first], shape: [...before.shape, block] })),
    );
  }
  return blocks;
}
