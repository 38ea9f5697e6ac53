/**
 * How far a virtual dataset without limit reaches: as far as its sources do now. HDF5 Reference Manual,
 * H5Pset_virtual_view, H5D_VDS_LAST_AVAILABLE, which is the default.
 *
 * @module
 */

import { type CallOptions, isStorageError, type Shape } from "@chunkwright/core";
import { lengthOf, resolveSelection } from "./mapped-boxes.ts";
import { type AxisSelection, isAxisAligned, type Selection, unlimitedAxis } from "./selection.ts";
import { countedNames, isCounted, type VirtualMapping } from "./virtual-mapping.ts";
import type { OpenMapped } from "./virtual-source.ts";

/** Sources whose names count blocks are looked for one after the other: more of them are not. */
const MAX_COUNTED = 65536;

/** The stored shape, with unlimited axes as long as the mapping that reaches furthest along them. */
export async function virtualShape(
  stored: Shape,
  mappings: readonly VirtualMapping[],
  openMapped: OpenMapped,
  options?: CallOptions,
): Promise<Shape> {
  const shape = [...stored];
  const found = new Map<number, number>();
  for (const mapping of mappings) {
    const { target } = mapping;
    const axis = unlimitedAxis(target);
    if (target.kind !== "hyperslab" || axis === undefined) continue;
    try {
      const extent = await extentOf(mapping, target.axes[axis]!, openMapped, options);
      found.set(axis, Math.max(found.get(axis) ?? 0, extent));
    } catch (error) {
      // Sources may not or cannot be opened: only the stored shape is known.
      if (!isStorageError(error, "unsupported")) throw error;
      return stored;
    }
  }
  for (const [axis, extent] of found) {
    const ends = mappings.map(({ target }) => limitedExtent(target, axis));
    shape[axis] = ends.reduce((furthest, end) => Math.max(furthest, end), extent);
  }
  return shape;
}

/** Where what the sources of a mapping hold ends along its unlimited axis. */
async function extentOf(
  mapping: VirtualMapping,
  { start, stride, block }: AxisSelection,
  openMapped: OpenMapped,
  options?: CallOptions,
): Promise<number> {
  if (isCounted(mapping)) {
    let blocks = 0;
    for (; blocks < MAX_COUNTED; blocks += 1) {
      const { file, dataset } = countedNames(mapping, blocks);
      if (!(await openMapped(file, dataset, options))) break;
    }
    return blocks === 0 ? 0 : start + (blocks - 1) * stride + (block ?? 0);
  }
  const { file, dataset } = countedNames(mapping);
  const source = await openMapped(file, dataset, options);
  const axis = unlimitedAxis(mapping.source);
  if (!source || axis === undefined || !isAxisAligned(mapping.source)) return 0;
  const length = lengthOf(resolveSelection(mapping.source, source.info.shape)[axis]!);
  if (length === 0) return 0;
  if (block === undefined) return start + length;
  const rest = length % block;
  const whole = Math.floor(length / block);
  return rest > 0 ? start + whole * stride + rest : start + (whole - 1) * stride + block;
}

/** Where a selection with an end ends along an axis. */
function limitedExtent(selection: Selection, axis: number): number {
  if (selection.kind === "blocks") {
    return selection.blocks.reduce(
      (most, { start, shape }) => Math.max(most, (start[axis] ?? 0) + (shape[axis] ?? 0)),
      0,
    );
  }
  if (selection.kind !== "hyperslab" || unlimitedAxis(selection) !== undefined) return 0;
  const { start, stride, count = 0, block = 0 } = selection.axes[axis] ?? { start: 0, stride: 1 };
  return count === 0 ? 0 : start + (count - 1) * stride + block;
}
