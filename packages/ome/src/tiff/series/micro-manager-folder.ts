/**
 * Directories of separate image files by Micro-Manager 1.3 to 2.0: one file for each plane, and metadata.txt beside them.
 *
 * @module
 */

import type { CallOptions, Json, JsonObject } from "@chunkwright/core";
import type { Channel, ImageCollection } from "../../image-model.ts";
import { mapInOrder } from "../../map-in-order.ts";
import { checkPlaneCounts } from "../page-stack.ts";
import { type FileSeries, MAX_EXAMPLES, placeFiles } from "./file-series.ts";
import type { SeriesStore } from "./find-series.ts";
import { MICRO_MANAGER_DISPLAY, parseMicroManagerDisplay } from "./micro-manager-display.ts";
import {
  type MicroManagerFrame,
  type MicroManagerMetadata,
  parseMicroManagerMetadata,
} from "./micro-manager-metadata.ts";
import { microManagerSizes } from "./micro-manager-sizes.ts";
import { BY_NUMBERS_IN_TEXT } from "./series-axis.ts";
import { joinSeries, type ReadSeriesOptions } from "./tiff-series.ts";

const METADATA = "metadata.txt";

/** Directories that are searched for a first position. */
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
  const whole = await readFolder(store, "", name, options);
  if (whole) return joinSeries(whole, options);
  const folders: string[] = [];
  for await (const { kind, key } of store.list?.("", options) ?? []) if (kind === "prefix") folders.push(key);
  const ordered = folders.sort(BY_NUMBERS_IN_TEXT.compare);
  const read = async (folder: string): Promise<readonly FileSeries[]> => {
    const ownName = [name, folder.slice(0, -1)].filter(Boolean).join(" ");
    return (await readFolder(store, folder, ownName, options)) ?? [];
  };
  let tried = 0;
  let first: readonly FileSeries[] = [];
  while (first.length === 0 && tried < Math.min(ordered.length, MAX_TRIES)) {
    first = await read(ordered[tried]!);
    tried += 1;
  }
  if (first.length === 0) return undefined;
  const others = await mapInOrder(ordered.slice(tried), read, options);
  return joinSeries([first, ...others].flat(), options);
}

/** The series in `folder`, which is "" or ends in "/". */
async function readFolder(
  store: SeriesStore,
  folder: string,
  name: string,
  options: CallOptions,
): Promise<readonly FileSeries[] | undefined> {
  const bytes = await store.get(folder + METADATA, options);
  const metadata = bytes && parseMicroManagerMetadata(bytes, folder + METADATA);
  if (!metadata) return undefined;
  const display = await readDisplay(store, folder, options);
  const there = store.list && new Set<string>();
  for await (const { key } of store.list?.(folder, options) ?? []) there?.add(key);
  const positions = new Map<number, MicroManagerFrame[]>();
  for (const frame of metadata.frames) {
    const frames = positions.get(frame.position);
    if (frames) frames.push(frame);
    else positions.set(frame.position, [frame]);
  }
  return [...positions]
    .sort(([a], [b]) => a - b)
    .map(([position, frames]) => {
      const ownName = positions.size > 1 ? `${name} ${position}`.trim() : name;
      return seriesOf(ownName, folder, frames, metadata, display, there);
    });
}

/** The file is in the directory of the acquisition, which positions have directories in. */
async function readDisplay(
  store: SeriesStore,
  folder: string,
  options: CallOptions,
): Promise<readonly Channel[]> {
  for (const place of new Set([folder, ""])) {
    const bytes = await store.get(place + MICRO_MANAGER_DISPLAY, options);
    if (bytes) return parseMicroManagerDisplay(bytes);
  }
  return [];
}

function seriesOf(
  name: string,
  folder: string,
  frames: readonly MicroManagerFrame[],
  { summary }: MicroManagerMetadata,
  display: readonly Channel[],
  there: ReadonlySet<string> | undefined,
): FileSeries {
  const along = (axis: "t" | "c" | "z") => frames.reduce((most, frame) => Math.max(most, frame[axis] + 1), 1);
  const counts = { t: along("t"), c: along("c"), z: along("z") };
  checkPlaneCounts(counts, 1, "micro-manager");
  const axes = (["t", "c", "z"] as const).flatMap((axis) =>
    counts[axis] > 1 ? [{ name: axis, values: Array.from({ length: counts[axis] }, (_, i) => `${i}`) }] : [],
  );
  const files = frames.map(({ fileName, t, c, z }) => ({ path: folder + fileName, place: { t, c, z } }));
  const names = new Map(frames.toReversed().map(({ c, metadata }) => [c, metadata.Channel]));
  const missing = files.flatMap(({ path }) => (there?.has(path) === false ? [path] : []));
  return {
    name,
    axes,
    paths: placeFiles(files.filter(({ path }) => there?.has(path) !== false)),
    ...(missing.length > 0 && {
      missing: { count: missing.length, examples: missing.slice(0, MAX_EXAMPLES) },
    }),
    channels: Array.from({ length: counts.c }, (_, c) => ({
      ...display[c],
      ...channelOf(c, names.get(c), summary),
    })),
    sizes: microManagerSizes(frames[0]?.metadata ?? {}, summary),
  };
}

/** Named by the list of the acquisition, or else by its first frame. */
function channelOf(c: number, nameOfFrame: Json | undefined, { ChNames }: JsonObject): Channel {
  const name = (Array.isArray(ChNames) ? ChNames[c] : undefined) ?? nameOfFrame;
  return typeof name === "string" && name !== "" ? { name } : {};
}
