/**
 * TIFF files whose names match a pattern, as images.
 *
 * @module
 */

import type { ImageCollection } from "../../../image-model.ts";
import { firstPath } from "../file-series.ts";
import { joinSeries } from "../join-series.ts";
import { openImageFile } from "../open-image-file.ts";
import type { ReadSeriesOptions } from "../series-options.ts";
import { parseFilePattern } from "./file-pattern.ts";
import { findSeries } from "./find-series.ts";

/**
 * Opens the files that match a pattern (`parseFilePattern`), as one image for each position. They are joined along the
 * pattern's axes, along which each may itself be longer than 1. Only the first file is opened now: sizes of pixels, levels and
 * colours are its own. All others are opened, and held to be like it, as their chunks are read. A missing file has absent
 * chunks; there is a warning, and a "not-found" in `unread`, for all of an image.
 */
export async function readTiffSeries(pattern: string, options: ReadSeriesOptions): Promise<ImageCollection> {
  const { store } = options;
  // Names are compared in composed form: some systems store é as two characters, and people type it as one.
  const text = store.list ? pattern.normalize() : pattern;
  const parsed = parseFilePattern(text);
  const series = await findSeries(parsed, store, options);
  const [first] = series;
  if (!parsed.isGuessed || !first) return joinSeries(series, options);
  // Where nothing names the axis of a block, it is guessed again: files are not numbered along an axis that each has in itself.
  const axesOfFiles = await longAxes(firstPath(first), options);
  return joinSeries(await findSeries(parseFilePattern(text, axesOfFiles), store, options), options);
}

/** The axes of the image in a file that are longer than 1. */
async function longAxes(path: string, options: ReadSeriesOptions): Promise<readonly string[]> {
  const { image } = await openImageFile(path, options);
  const { shape } = image.levels[0].source.info;
  return image.axes.flatMap(({ name }, axis) => (shape[axis]! > 1 ? [name] : []));
}
