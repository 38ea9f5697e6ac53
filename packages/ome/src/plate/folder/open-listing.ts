/**
 * The fields of a plate that is a folder of TIFF files, as images.
 *
 * @module
 */

import { mapConcurrently } from "@chunkwright/core";
import type { Channel, Image, ImageCollection } from "../../image-model.ts";
import { checkAxes, type FileSeries, type NumberedAxis } from "../../tiff/series/file-series.ts";
import { joinFiles } from "../../tiff/series/join-files.ts";
import type { ReadSeriesOptions } from "../../tiff/series/series-options.ts";
import { type UnreadPage, unlessUnread } from "../../tiff/unread-pages.ts";
import { fieldPaths, type Plate } from "../plate.ts";
import { wellsOfImages } from "../wells-of-images.ts";
import { FOLDERS_IN_FLIGHT } from "./formats/list-folder.ts";
import { type ListedField, listedFields, placesOf } from "./listed-fields.ts";
import { missingFiles, nameOfField, noFileError, warningsOfGaps } from "./missing-files.ts";
import { planeOpener } from "./plane-opener.ts";
import { type ListedPlane, nameOfPlane, type PlateListing } from "./plate-listing.ts";

/** First files of fields that are opened at a time. */
const FIELDS_IN_FLIGHT = 8;

/**
 * Opens the first file of each field; others are opened as their chunks are read. All fields have the times, channels
 * and slices that any of them has: planes without a file are absent, with a warning. `unread` lists fields of which
 * files are not there ("not-found"), and those left out because their first file cannot be read. Fields without any
 * file are left out. Rejects if all are.
 */
export async function openPlateListing(
  listing: PlateListing,
  options: ReadSeriesOptions,
): Promise<ImageCollection> {
  const { format, planes, sizes } = listing;
  const places = placesOf(planes);
  const axes = [...places].map(([name, values]): NumberedAxis => ({ name, values: values.map(String) }));
  checkAxes(axes);
  const all = listedFields(planes, places, await filesThere(planes, options));
  const damaged: UnreadPage[] = [];
  const channels = channelsOf(listing);
  const named = new Map(planes.map((plane) => [nameOfPlane(plane), plane]));
  const openPlane = planeOpener(listing, options);
  const open = (name: string) => openPlane(named.get(name)!);
  const opened = new Map<ListedField, Image>();
  await mapConcurrently(
    all.filter((field) => field.planes.size > 0),
    async (field) => {
      const paths = new Map([...field.planes].map(([key, plane]) => [key, nameOfPlane(plane)]));
      const series: FileSeries = { name: "", axes, paths, channels, sizes };
      const read = () => joinFiles(series, { open });
      const onUnread = (page: UnreadPage) => damaged.push(page);
      const image = await unlessUnread(nameOfField(listing, field), read, { onUnread });
      if (image) opened.set(field, image);
    },
    { concurrency: FIELDS_IN_FLIGHT, signal: options.signal },
  );
  const fields = all.filter((field) => opened.has(field));
  if (fields.length === 0) throw damaged[0]?.error ?? noFileError(format, all);
  const plate = plateOf(listing, fields);
  const names = fieldPaths(plate);
  const unread = [...missingFiles(listing, all), ...damaged];
  const warnings = [
    ...(listing.warnings ?? []),
    ...damaged.map(({ path, error }) => `${path} is left out: ${error.message}`),
    ...warningsOfGaps(fields, all, axes),
  ];
  return {
    images: fields.map((field, i) => ({ ...opened.get(field)!, name: names.get(i) ?? "" })),
    plate,
    ...(unread.length > 0 && { unread }),
    ...(warnings.length > 0 && { warnings }),
  };
}

/** The files in all folders that planes are in; `undefined` where nothing can list them. */
async function filesThere(
  planes: readonly ListedPlane[],
  { store, signal }: ReadSeriesOptions,
): Promise<ReadonlySet<string> | undefined> {
  const { list } = store;
  if (!list) return undefined;
  const found = new Set<string>();
  const folders = new Set(planes.map(({ path }) => path.slice(0, path.lastIndexOf("/") + 1)));
  const find = async (folder: string) => {
    for await (const { kind, key } of list(folder, { signal })) if (kind === "key") found.add(key);
  };
  await mapConcurrently(folders, find, { concurrency: FOLDERS_IN_FLIGHT, signal });
  return found;
}

/** Of all channels that planes have, in order. */
function channelsOf({ planes, channels }: PlateListing): readonly Channel[] {
  const numbers = [...new Set(planes.map(({ c }) => c))].sort((a, b) => a - b);
  return numbers.map((c) => channels.get(c) ?? {});
}

function plateOf({ name, rows, columns, acquisitions }: PlateListing, fields: readonly ListedField[]): Plate {
  const [run] = acquisitions;
  const wells = wellsOfImages(
    fields.map(({ row, column }) => ({ row, column, ...(run && { acquisition: run.id }) })),
  );
  const maximumFieldCount = Math.max(...wells.map((well) => well.fields.length));
  return {
    ...(name && { name }),
    rows,
    columns,
    wells,
    acquisitions: acquisitions.map((acquisition) => ({ ...acquisition, maximumFieldCount })),
  };
}
