/**
 * Series of files as images: where a pattern or a program's documents have said which file is where, this opens them.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";
import { printExamples } from "../../examples.ts";
import type { ImageCollection } from "../../image-model.ts";
import { mapInOrder } from "../../map-in-order.ts";
import { memoize } from "../../memoize.ts";
import type { UnreadPage } from "../unread-pages.ts";
import type { FileSeries } from "./file-series.ts";
import { joinFiles } from "./join-files.ts";
import { OPEN_FILES, openImageFile } from "./open-image-file.ts";
import type { ReadSeriesOptions } from "./series-options.ts";

/**
 * Opens an image for each series, by the first file of each. Of an image that lacks files, there is a warning and a "not-found" in
 * `unread`.
 */
export async function joinSeries(
  series: readonly FileSeries[],
  options: ReadSeriesOptions,
): Promise<ImageCollection> {
  const open = memoize(OPEN_FILES, (path: string) => openImageFile(path, options));
  const images = await mapInOrder(series, (one) => joinFiles(one, { open, name: options.name }), options);
  const unread = series.flatMap((one, i) => missingFiles(images[i]!.name, one));
  if (unread.length === 0) return { images };
  return { images, unread, warnings: unread.map(({ error }) => error.message) };
}

function missingFiles(image: string, { missing, paths }: FileSeries): readonly UnreadPage[] {
  if (!missing) return [];
  const { count } = missing;
  const message = `Cannot find ${count} of the ${paths.size + count} files of image ${JSON.stringify(image)}, read as its fill value: ${printExamples(missing)}`;
  return [{ path: image, error: new StorageError("not-found", message, { path: image }) }];
}
