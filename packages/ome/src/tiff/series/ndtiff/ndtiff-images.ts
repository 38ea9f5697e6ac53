/**
 * NDTiff datasets of Micro-Manager and Pycro-Manager as images. "Specification for NDTiff", versions 2 and 3.
 *
 * @module
 */

import { type CallOptions, StorageError } from "@chunkwright/core";
import { modelAxis } from "../../../axis-names.ts";
import type { Channel, Image, ImageCollection } from "../../../image-model.ts";
import { joinNames } from "../../../join-names.ts";
import { mapInOrder } from "../../../map-in-order.ts";
import { microManagerSizes } from "../../micro-manager-sizes.ts";
import { placeLevels } from "../../page-pyramid.ts";
import { sampleColor } from "../../sample-color.ts";
import type { UnreadPage } from "../../unread-pages.ts";
import type { SeriesStore } from "../series-options.ts";
import { NO_OVERLAP, ndTiffArray } from "./ndtiff-array.ts";
import { type NdTiffFolder, openNdTiffFolder, readPlaneMetadata } from "./ndtiff-folder.ts";
import { type NdTiffGrid, type NdTiffImage, ndTiffGrid, tileOverlap } from "./ndtiff-grid.ts";
import { type LowerResolution, lowerArray, openLowerResolutions } from "./ndtiff-pyramid.ts";

/** Options of `readNdTiffImages`. */
export interface ReadNdTiffOptions extends CallOptions {
  /** The directory that NDTiff.index is in, or "Full resolution" and perhaps lower ones. */
  readonly store: SeriesStore;
  /** Name of the images; if there are several, their position is added. */
  readonly name?: string | undefined;
}

/**
 * Opens the images of a dataset: along time, channel, z, row and column; an image for each combination of positions along
 * all other axes. Planes that were not acquired are absent; those in files that are missing, too, with a warning and
 * an entry in `unread`. `undefined` if there is no NDTiff.index.
 */
export async function readNdTiffImages(options: ReadNdTiffOptions): Promise<ImageCollection | undefined> {
  const { store } = options;
  const flat = await openNdTiffFolder(store, "", options);
  const finest = flat ?? (await openNdTiffFolder(store, "Full resolution/", options));
  if (!finest) return undefined;
  const coarser = flat ? [] : await openLowerResolutions(store, options);
  const overlap = tileOverlap(finest.summary);
  const grid = ndTiffGrid(finest.planes, overlap !== undefined);
  const open = (image: NdTiffImage) => openImage(image, grid, finest, coarser, options);
  const images = await mapInOrder(grid.images, open, options);
  const unread = missingFiles(finest);
  const warnings = [
    ...unread.map(({ error }) => error.message),
    ...(finest.isCut ? ["NDTiff.index ends within an entry: the planes behind it are left out"] : []),
  ];
  return { images, ...(unread.length > 0 && { unread }), ...(warnings.length > 0 && { warnings }) };
}

async function openImage(
  image: NdTiffImage,
  grid: NdTiffGrid,
  finest: NdTiffFolder,
  coarser: readonly LowerResolution[],
  { name = "", ...options }: ReadNdTiffOptions,
): Promise<Image> {
  const overlap = tileOverlap(finest.summary) ?? NO_OVERLAP;
  const { names, source, samples } = ndTiffArray({ image, axes: grid.axes, files: finest.files, overlap });
  const [first] = image.planes.values();
  const sizes = microManagerSizes(
    first ? await readPlaneMetadata(finest, first, options) : {},
    finest.summary,
  );
  return {
    name: joinNames(name, grid.images.length > 1 ? image.name : undefined),
    axes: names.map((axis) => modelAxis(axis, sizes[axis]?.unit)),
    levels: placeLevels(
      [source, ...coarser.flatMap((lower) => lowerArray(lower, image.name, grid.axes, source) ?? [])],
      names.map((axis) => sizes[axis]?.size ?? 1),
    ),
    channels: await openChannels(image, grid, finest, samples, options),
  };
}

/**
 * Channels by the names that they have as positions along their axis; where these are numbers, by the list in the summary, or else
 * by the metadata of their first planes. Samples of a pixel are channels of their own.
 */
async function openChannels(
  image: NdTiffImage,
  { axes }: NdTiffGrid,
  finest: NdTiffFolder,
  samples: number,
  options: CallOptions,
): Promise<readonly Channel[]> {
  const positions = axes.find(({ name }) => name === "c")?.positions ?? [0];
  const { ChNames } = finest.summary;
  const listed = Array.isArray(ChNames) && ChNames.length === positions.length ? ChNames : [];
  const firstPlanes = new Map(
    [...image.planes.values()].toReversed().map((plane) => [plane.axes.get("channel") ?? 0, plane]),
  );
  const channels: Channel[] = [];
  for (const [c, position] of positions.entries()) {
    const plane = firstPlanes.get(position);
    const stated = typeof position === "string" ? position : listed[c];
    const name = stated ?? (plane && (await readPlaneMetadata(finest, plane, options)).Channel);
    for (let sample = 0; sample < samples; sample += 1) {
      channels.push({
        ...(typeof name === "string" && name !== "" && { name }),
        ...(samples > 1 && sampleColor(sample, samples)),
      });
    }
  }
  return channels;
}

/** The files that the index names and that are not there. */
function missingFiles({ planes, files }: NdTiffFolder): UnreadPage[] {
  const counts = new Map<string, number>();
  for (const { fileName } of planes) {
    if (!files.has(fileName)) counts.set(fileName, (counts.get(fileName) ?? 0) + 1);
  }
  return [...counts].map(([path, count]) => {
    const fact = `which holds ${count} of ${planes.length} planes, read as the fill value`;
    return { path, error: new StorageError("not-found", `Cannot find ${path}, ${fact}`, { path }) };
  });
}
