/**
 * The lower resolutions of an NDTiff dataset of tiles, in directories of their own. Nothing is lost with one that is damaged: it
 * is left out.
 *
 * @module
 */

import { type CallOptions, type ChunkSource, crop, isStorageError, jsonEquals } from "@chunkwright/core";
import type { SeriesStore } from "../series-options.ts";
import { NO_OVERLAP, ndTiffArray } from "./ndtiff-array.ts";
import { type NdTiffFolder, openNdTiffFolder } from "./ndtiff-folder.ts";
import { type NdTiffGrid, ndTiffGrid } from "./ndtiff-grid.ts";

export interface LowerResolution extends NdTiffFolder {
  readonly factor: number;
  readonly grid: NdTiffGrid;
}

/** The folders called "Downsampled_x2" and so on, where they can be listed, the highest resolution first. */
export async function openLowerResolutions(
  store: SeriesStore,
  options: CallOptions,
): Promise<readonly LowerResolution[]> {
  const factors: number[] = [];
  for await (const { key } of store.list?.("", options) ?? []) {
    const factor = /^Downsampled_x(\d{1,9})\/$/.exec(key)?.[1];
    if (factor !== undefined) factors.push(Number(factor));
  }
  const opened: LowerResolution[] = [];
  for (const factor of factors.sort((a, b) => a - b)) {
    const folder = await openNdTiffFolder(store, `Downsampled_x${factor}/`, options).catch(asDamaged);
    const grid = folder && unlessDamaged(() => ndTiffGrid(folder.planes, true));
    if (folder && grid) opened.push({ ...folder, factor, grid });
  }
  return opened;
}

/**
 * An image at a lower resolution, whose tiles are as large as the finest ones without their overlap. `undefined` where
 * its tiles do not begin with those of the image, or its planes are others.
 */
export function lowerArray(
  { factor, files, grid }: LowerResolution,
  name: string,
  axes: NdTiffGrid["axes"],
  finest: ChunkSource,
): ChunkSource | undefined {
  const image = grid.images.find((found) => found.name === name);
  const fits = axes.every(({ name: axis, positions }) => {
    const own = grid.axes.find((found) => found.name === axis)?.positions ?? [];
    const isTiled = axis === "y" || axis === "x";
    return isTiled ? own[0] === Number(positions[0]) / factor : jsonEquals(own, positions);
  });
  const array =
    image && fits
      ? unlessDamaged(() => ndTiffArray({ image, axes: grid.axes, files, overlap: NO_OVERLAP }))
      : undefined;
  if (!array) return undefined;
  const { info } = array.source;
  const shape = finest.info.shape.map((length, axis) =>
    array.names[axis] === "y" || array.names[axis] === "x" ? Math.floor(length / factor) : length,
  );
  const isAlike =
    info.dataType === finest.info.dataType &&
    jsonEquals(info.chunkShape, finest.info.chunkShape) &&
    shape.every((length, axis) => length > 0 && length <= info.shape[axis]!);
  return isAlike ? crop(array.source, shape) : undefined;
}

function unlessDamaged<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    return asDamaged(error);
  }
}

function asDamaged(error: unknown): undefined {
  if (!isStorageError(error, "invalid-data", "unsupported", "not-found")) throw error;
}
