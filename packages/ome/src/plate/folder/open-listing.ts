/**
 * The fields of a plate that is a folder of TIFF files, as images.
 *
 * @module
 */

import type { Channel, ImageCollection } from "../../image-model.ts";
import { mapInOrder } from "../../map-in-order.ts";
import { checkAxes, type FileSeries, type NumberedAxis } from "../../tiff/series/file-series.ts";
import { joinFiles } from "../../tiff/series/join-files.ts";
import { namesIn, type ReadSeriesOptions } from "../../tiff/series/series-options.ts";
import { type UnreadPage, unlessUnread } from "../../tiff/unread-pages.ts";
import { fieldPaths } from "../plate.ts";
import { type ListedField, listedFields, placesOf } from "./listed-fields.ts";
import { namesOfListing, planesOfListing, plateOfListing } from "./listed-plate.ts";
import { missingFiles, nameOfField, noFileError, warningsOfGaps } from "./missing-files.ts";
import { planeOpener } from "./plane-opener.ts";
import { type ListedPlane, nameOfPlane, type PlateListing } from "./plate-listing.ts";

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
  const names = namesOfListing(listing);
  const planes = planesOfListing(listing);
  const places = placesOf(planes);
  const axes = [...places].map(([name, values]): NumberedAxis => ({ name, values: values.map(String) }));
  checkAxes(axes);
  const all = listedFields(planes, places, await filesThere(planes, options));
  const damaged: UnreadPage[] = [];
  const onUnread = (page: UnreadPage) => damaged.push(page);
  const joinField = fieldJoiner(listing, axes, options);
  const stored = all.filter((field) => field.planes.size > 0);
  const opened = await mapInOrder(
    stored,
    (field) => unlessUnread(nameOfField(names, field), () => joinField(field), { onUnread }),
    options,
  );
  const images = opened.filter((image) => image !== undefined);
  const fields = stored.filter((_, i) => opened[i] !== undefined);
  if (images.length === 0) throw damaged[0]?.error ?? noFileError(listing.format, all);
  const plate = plateOfListing(listing, names, fields);
  const paths = fieldPaths(plate);
  const unread = [...missingFiles(names, all), ...damaged];
  const warnings = [
    ...(listing.warnings ?? []),
    ...damaged.map(({ path, error }) => `${path} is left out: ${error.message}`),
    ...warningsOfGaps(fields, all, axes),
  ];
  return {
    images: images.map((image, i) => ({ ...image, name: paths.get(i) ?? "" })),
    plate,
    ...(unread.length > 0 && { unread }),
    ...(warnings.length > 0 && { warnings }),
  };
}

/** A function that joins the planes of a field to an image: a series whose "paths" are the names of planes. */
function fieldJoiner(listing: PlateListing, axes: readonly NumberedAxis[], options: ReadSeriesOptions) {
  const { planes, sizes } = listing;
  const channels = channelsOf(listing);
  const named = new Map(planes.map((plane) => [nameOfPlane(plane), plane]));
  const openPlane = planeOpener(listing, options);
  const open = (name: string) => openPlane(named.get(name)!);
  return (field: ListedField) => {
    const paths = new Map([...field.planes].map(([key, plane]) => [key, nameOfPlane(plane)]));
    const series: FileSeries = { name: "", axes, paths, channels, sizes };
    return joinFiles(series, { open });
  };
}

/** The files in all folders that planes are in; `undefined` where nothing can list them. */
async function filesThere(
  planes: readonly ListedPlane[],
  options: ReadSeriesOptions,
): Promise<ReadonlySet<string> | undefined> {
  if (!options.store.list) return undefined;
  const folders = new Set(planes.map(({ path }) => path.slice(0, path.lastIndexOf("/") + 1)));
  const found = await mapInOrder(
    folders,
    async (folder) => [...((await namesIn(folder, options)) ?? [])],
    options,
  );
  return new Set(found.flat());
}

/** The channels that any plane has, by their numbers. */
function channelsOf({ planes, channels }: PlateListing): readonly Channel[] {
  const numbers = [...new Set(planes.map(({ c }) => c))].sort((a, b) => a - b);
  return numbers.map((c) => channels.get(c) ?? {});
}
