/**
 * The files of a series as one image: chunks are tiles and strips of the files, and nothing is decoded.
 *
 * @module
 */

import {
  type ArrayInfo,
  type CallOptions,
  type ChunkIndex,
  type ChunkSource,
  isLocated,
  isStorageError,
  jsonEquals,
  type Level,
  type LocatedChunkSource,
  mosaic,
  type Shape,
  StorageError,
} from "@chunkwright/core";
import type { Channel, Image } from "../../image-model.ts";
import { AXIS_NAMES, type AxisName, modelAxis } from "../page-stack.ts";
import { rechunked } from "../rechunked.ts";
import { arrangeAxes } from "./arrange-axes.ts";
import { isNumber } from "./block-values.ts";
import { type FileSeries, placeKey } from "./file-series.ts";

/** A file, and the image that it holds. */
export interface ImageFile {
  readonly path: string;
  readonly image: Image;
}

export interface JoinOptions {
  /** Called for the first file now, for others as their chunks are read. */
  readonly open: (path: string) => Promise<ImageFile>;
  /** The name of the image if the series has none. */
  readonly name?: string | undefined;
}

/**
 * The image. Reading a chunk of a file that differs from the first in shape or data type rejects with "invalid-data". Chunks
 * of another shape, and those that leave the last one of a file incomplete where the next file begins, are decoded and
 * joined.
 */
export async function joinFiles(series: FileSeries, { open, name = "" }: JoinOptions): Promise<Image> {
  const { paths } = series;
  const first = await open(firstPath(series));
  const { axes, levels, dialects } = first.image;
  const names = AXIS_NAMES.filter((axis) => [...series.axes, ...axes].some((own) => own.name === axis));
  const counts = names.map((axis) => valuesAlong(series, axis)?.length ?? 1);
  const sources = levels.map((_, level) => {
    const part = filePart(first, level, names);
    const chunkShape = joinableChunks(part.info, counts);
    return mosaic({
      counts,
      template: withoutPlace(rechunked(part, chunkShape), names, counts),
      async open(index) {
        const place = Object.fromEntries(names.map((axis, i) => [axis, index[i]!]));
        const path = paths.get(placeKey(place));
        if (path === undefined) return undefined;
        const source = filePart(await open(path), level, names);
        checkSameKind(path, source.info, first.path, part.info);
        return inItsName(path, rechunked(source, chunkShape));
      },
    });
  });
  return {
    name: series.name || name,
    axes: names.map((axis) =>
      modelAxis(axis, series.sizes?.[axis]?.unit ?? axes.find((own) => own.name === axis)?.unit),
    ),
    levels: placeLevels(sources, names, series, first.image),
    channels: joinedChannels(series, first.image),
    ...(dialects?.tiff !== undefined && { dialects: { tiff: dialects.tiff } }),
  };
}

/** The file that says what all are like. Throws "not-found" if all are missing. */
export function firstPath({ name, paths }: FileSeries): string {
  const [path] = paths.values();
  if (path !== undefined) return path;
  throw new StorageError("not-found", `Cannot find any file of image ${JSON.stringify(name)}`, {
    path: name,
  });
}

/** Errors of one file say which. */
export function inFile(path: string, error: unknown): unknown {
  if (!isStorageError(error) || error.message.includes(path)) return error;
  const { code, context, message } = error;
  return new StorageError(code, `Cannot read ${path}: ${message}`, context, { cause: error });
}

function valuesAlong({ axes }: FileSeries, axis: AxisName): readonly string[] | undefined {
  return axes.find(({ name }) => name === axis)?.values;
}

/** Such chunks that files laid edge to edge consist of whole ones. */
function joinableChunks({ shape, chunkShape }: ArrayInfo, counts: readonly number[]): Shape {
  return chunkShape.map((length, axis) =>
    counts[axis]! > 1 && shape[axis]! % length !== 0 ? shape[axis]! : length,
  );
}

/** A level of a file, with the axes of the whole image. */
function filePart({ path, image }: ImageFile, level: number, names: readonly AxisName[]): ChunkSource {
  const own = image.axes.map(({ name }) => name);
  const strange = own.find((axis) => !names.some((name) => name === axis));
  const found = image.levels[level];
  if (found && strange === undefined) return arrangeAxes(found.source, own, names);
  const fact = found
    ? `it has an axis ${strange}, which the first file lacks`
    : `it lacks level ${level} of the first file`;
  throw new StorageError("invalid-data", `Cannot join ${path} with other files: ${fact}`, { format: "tiff" });
}

function checkSameKind(path: string, info: ArrayInfo, firstPath: string, first: ArrayInfo): void {
  if (info.dataType === first.dataType && jsonEquals(info.shape, first.shape)) return;
  throw new StorageError(
    "invalid-data",
    `Cannot join ${path} with ${firstPath}: it is ${info.dataType} [${info.shape}], the other ${first.dataType} [${first.shape}]`,
    { format: "tiff" },
  );
}

/** What the first of several tiles says of its own place, as georeferences do, does not hold for all. */
function withoutPlace(
  source: ChunkSource,
  names: readonly AxisName[],
  counts: readonly number[],
): ChunkSource {
  const areTiles = names.some((name, axis) => (name === "y" || name === "x") && counts[axis]! > 1);
  return areTiles ? { ...source, info: { ...source.info, attributes: {} } } : source;
}

function inItsName(path: string, source: ChunkSource): ChunkSource {
  const fail = (error: unknown): never => {
    throw inFile(path, error);
  };
  const named = {
    ...source,
    readChunk: (index: ChunkIndex, options?: CallOptions) => source.readChunk(index, options).catch(fail),
    readEncodedChunk: (index: ChunkIndex, options?: CallOptions) =>
      source.readEncodedChunk(index, options).catch(fail),
  };
  if (!isLocated(source)) return named;
  const planChunk = source.planChunk?.bind(source);
  const located: LocatedChunkSource = {
    ...named,
    locateChunk: (index, options) => source.locateChunk(index, options).catch(fail),
    ...(planChunk && {
      planChunk: (index: ChunkIndex, options?: CallOptions) => planChunk(index, options).catch(fail),
    }),
  };
  return located;
}

/** Levels where the first file has them, in proportion to `sizes` where these tell other sizes. */
function placeLevels(
  sources: readonly ChunkSource[],
  names: readonly AxisName[],
  { sizes }: FileSeries,
  { axes, levels }: Image,
): [Level, ...Level[]] {
  const own = names.map((name) => axes.findIndex((axis) => axis.name === name));
  const ratios = names.map((name, i) => {
    const size = levels[0].scale[own[i]!] ?? 1;
    return (sizes?.[name]?.size ?? size) / size;
  });
  const level = ({ scale, translation }: Level, i: number): Level => ({
    source: sources[i]!,
    scale: ratios.map((ratio, axis) => (scale[own[axis]!] ?? 1) * ratio),
    translation: ratios.map((ratio, axis) => (translation[own[axis]!] ?? 0) * ratio),
  });
  const [finest, ...coarser] = levels;
  return [level(finest, 0), ...coarser.map((one, i) => level(one, i + 1))];
}

/** A channel for each value along c, and in it for each channel of a file. Values that are no numbers are names. */
function joinedChannels(series: FileSeries, { channels: own }: Image): readonly Channel[] {
  const values = valuesAlong(series, "c") ?? [""];
  return values.flatMap((value, c) => {
    const { color, ...known }: Channel =
      series.channels?.[c] ?? (value === "" || isNumber(value) ? {} : { name: value });
    // What the first file says of its display holds for its own channels.
    return own.map(({ name, ...display }): Channel => {
      const ownName = own.length > 1 || known.name === undefined ? name : undefined;
      const fullName = [known.name, ownName].filter(Boolean).join(" ");
      return {
        ...(c === 0 && display),
        ...known,
        // Samples have colours of their own.
        ...(own.length === 1 && color !== undefined && { color }),
        ...(fullName !== "" && { name: fullName }),
      };
    });
  });
}
