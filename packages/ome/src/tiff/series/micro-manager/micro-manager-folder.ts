/**
 * Directories of separate image files by Micro-Manager 1.3 to 2.0: one file for each plane, and metadata.txt beside them.
 *
 * @module
 */

import type { Json, JsonObject } from "@chunkwright/core";
import { STACK_AXES } from "../../../axis-names.ts";
import { BY_NUMBERS_IN_TEXT } from "../../../by-numbers-in-text.ts";
import { examplesOf } from "../../../examples.ts";
import { groupBy } from "../../../group-by.ts";
import type { Channel, ImageCollection } from "../../../image-model.ts";
import { joinNames } from "../../../join-names.ts";
import { mapInOrder } from "../../../map-in-order.ts";
import { microManagerSizes } from "../../micro-manager-sizes.ts";
import { checkPlaneCounts } from "../../page-stack.ts";
import { type FileSeries, placeFiles } from "../file-series.ts";
import { joinSeries } from "../join-series.ts";
import { namesIn, type ReadSeriesOptions } from "../series-options.ts";
import { MICRO_MANAGER_DISPLAY, parseMicroManagerDisplay } from "./micro-manager-display.ts";
import { type MicroManagerFrame, parseMicroManagerMetadata } from "./micro-manager-metadata.ts";

const METADATA = "metadata.txt";

/** Directories that are searched for a first position: a directory of anything else may have thousands. */
const MAX_TRIES = 16;

/**
 * Opens the directory, or those in it that hold a position each: an image for each position, with names of channels and sizes
 * from metadata.txt. Planes that were not acquired are absent; files that metadata.txt names and that are not there, too, with a
 * warning. `undefined` if there is no such metadata.txt.
 */
export async function readMicroManagerFolder(
  options: ReadSeriesOptions,
): Promise<ImageCollection | undefined> {
  const { store, name = "" } = options;
  const own = await readAcquisition("", name, options);
  if (own) return joinSeries(own, options);
  const folders: string[] = [];
  for await (const { kind, key } of store.list?.("", options) ?? []) if (kind === "prefix") folders.push(key);
  folders.sort(BY_NUMBERS_IN_TEXT.compare);
  const read = (folder: string) => readAcquisition(folder, joinNames(name, folder.slice(0, -1)), options);
  for (const [tried, folder] of folders.slice(0, MAX_TRIES).entries()) {
    const first = await read(folder);
    if (!first) continue;
    const others = await mapInOrder(folders.slice(tried + 1), read, options);
    return joinSeries([first, ...others.map((series) => series ?? [])].flat(), options);
  }
  return undefined;
}

/** What one metadata.txt, and the files beside it, say of an acquisition or of one of its positions. */
interface Acquisition {
  /** The directory, "" or ending in "/". */
  readonly folder: string;
  readonly summary: JsonObject;
  /** How channels are shown. */
  readonly display: readonly Channel[];
  /** Paths of the files that exist; `undefined` where nothing can list them. */
  readonly there: ReadonlySet<string> | undefined;
}

/** The series in `folder`, one for each position that its metadata.txt describes; `undefined` if there is none. */
async function readAcquisition(
  folder: string,
  name: string,
  options: ReadSeriesOptions,
): Promise<readonly FileSeries[] | undefined> {
  const bytes = await options.store.get(folder + METADATA, options);
  const metadata = bytes && parseMicroManagerMetadata(bytes, folder + METADATA);
  if (!metadata) return undefined;
  const display = await readDisplay(folder, options);
  const there = await namesIn(folder, options);
  const acquisition = { folder, summary: metadata.summary, display, there };
  const positions = [...groupBy(metadata.frames, ({ position }) => position)].sort(([a], [b]) => a - b);
  return positions.map(([position, frames]) =>
    seriesOf(joinNames(name, positions.length > 1 ? position : undefined), frames, acquisition),
  );
}

/** The file is in the directory of the acquisition: that of metadata.txt, or the one around those of positions. */
async function readDisplay(folder: string, options: ReadSeriesOptions): Promise<readonly Channel[]> {
  for (const place of new Set([folder, ""])) {
    const bytes = await options.store.get(place + MICRO_MANAGER_DISPLAY, options);
    if (bytes) return parseMicroManagerDisplay(bytes);
  }
  return [];
}

/** The frames of one position. */
function seriesOf(
  name: string,
  frames: readonly MicroManagerFrame[],
  { folder, summary, display, there }: Acquisition,
): FileSeries {
  const along = (axis: "t" | "c" | "z") => frames.reduce((most, frame) => Math.max(most, frame[axis] + 1), 1);
  const counts = { t: along("t"), c: along("c"), z: along("z") };
  checkPlaneCounts(counts, 1, "micro-manager");
  const axes = STACK_AXES.filter((axis) => counts[axis] > 1);
  const files = frames.map(({ fileName, t, c, z }) => ({ path: folder + fileName, place: { t, c, z } }));
  const isThere = ({ path }: { readonly path: string }) => there?.has(path) !== false;
  const missing = files.filter((file) => !isThere(file)).map(({ path }) => path);
  const firstFrames = new Map(frames.toReversed().map((frame) => [frame.c, frame.metadata]));
  return {
    name,
    axes: axes.map((axis) => ({
      name: axis,
      values: Array.from({ length: counts[axis] }, (_, i) => `${i}`),
    })),
    paths: placeFiles(files.filter(isThere)),
    ...(missing.length > 0 && { missing: examplesOf(missing) }),
    channels: Array.from({ length: counts.c }, (_, c) => ({
      ...display[c],
      ...channelOf(c, firstFrames.get(c)?.Channel, summary),
    })),
    sizes: microManagerSizes(frames[0]?.metadata ?? {}, summary),
  };
}

/** A channel by its name in the list of the acquisition, or else in the metadata of its first frame. */
function channelOf(c: number, nameOfFrame: Json | undefined, { ChNames }: JsonObject): Channel {
  const name = (Array.isArray(ChNames) ? ChNames[c] : undefined) ?? nameOfFrame;
  return typeof name === "string" && name !== "" ? { name } : {};
}
