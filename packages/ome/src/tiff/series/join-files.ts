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
  jsonEquals,
  type Level,
  type LocatedChunkSource,
  mosaic,
  type Shape,
  StorageError,
} from "@chunkwright/core";
import { arrangeAxes } from "../../arrange-axes.ts";
import { AXIS_NAMES, type AxisName, modelAxis } from "../../axis-names.ts";
import type { Channel, Image } from "../../image-model.ts";
import { joinNames } from "../../join-names.ts";
import { rechunked } from "../rechunked.ts";
import { isNumber } from "./axis-values.ts";
import { type FileSeries, firstPath, placeKey } from "./file-series.ts";
import { type ImageFile, inFile } from "./open-image-file.ts";

export interface JoinOptions {
  /** Called for the first file now, for others as their chunks are read. */
  readonly open: (path: string) => Promise<ImageFile>;
  /** The name of the image if the series has none. */
  readonly name?: string | undefined;
}

/**
 * The image. A chunk of it is a tile or a strip of a file. Where files have chunks of different shapes, or whose last one reaches
 * beyond the file although another file follows, they are decoded and cut anew. Reading a chunk of a file that differs
 * from the first in shape or data type rejects with "invalid-data".
 */
export async function joinFiles(series: FileSeries, { open, name = "" }: JoinOptions): Promise<Image> {
  const { paths } = series;
  const first = await open(firstPath(series));
  const { axes, levels, dialects } = first.image;
  const names = AXIS_NAMES.filter((axis) => [...series.axes, ...axes].some((own) => own.name === axis));
  const counts = names.map((axis) => valuesAlong(series, axis)?.length ?? 1);
  const areTiles = names.some((axis, i) => (axis === "y" || axis === "x") && counts[i]! > 1);
  const sources = levels.map((_, level) => {
    const part = filePart(first, level, names);
    const chunkShape = joinableChunks(part.info, counts);
    const template = rechunked(part, chunkShape);
    return mosaic({
      counts,
      template: areTiles ? withoutAttributes(template) : template,
      async open(index) {
        const place = Object.fromEntries(names.map((axis, i) => [axis, index[i]!]));
        const path = paths.get(placeKey(place));
        if (path === undefined) return undefined;
        const source = filePart(await open(path), level, names);
        checkSameKind(path, source.info, first.path, part.info);
        return namingErrors(path, rechunked(source, chunkShape));
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

function valuesAlong({ axes }: FileSeries, axis: AxisName): readonly string[] | undefined {
  return axes.find(({ name }) => name === axis)?.values;
}

/** The shape of chunks that files laid edge to edge can have: their own, or the whole file along axes that these do not divide. */
function joinableChunks({ shape, chunkShape }: ArrayInfo, counts: readonly number[]): Shape {
  return chunkShape.map((length, axis) =>
    counts[axis]! > 1 && shape[axis]! % length !== 0 ? shape[axis]! : length,
  );
}

/** A level of a file, with the axes of the whole image. Throws "invalid-data" if the file lacks it, or has other axes. */
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

/** The template of a mosaic without its attributes: a georeference says where the first tile is, not where all of them are. */
function withoutAttributes(source: ChunkSource): ChunkSource {
  return { ...source, info: { ...source.info, attributes: {} } };
}

/** The array, whose errors name the file. */
function namingErrors(path: string, source: ChunkSource): ChunkSource {
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

/** Levels where the first file has them; where `sizes` say that its pixels have another size, in proportion. */
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

/**
 * For each value along c, a channel for each channel of a file. What the series says of it counts; else a value that is no number
 * is its name. How channels are displayed is known of those of the first file alone.
 */
function joinedChannels(series: FileSeries, { channels: own }: Image): readonly Channel[] {
  const values = valuesAlong(series, "c") ?? [""];
  return values.flatMap((value, c) => {
    const { color, ...known }: Channel =
      series.channels?.[c] ?? (value === "" || isNumber(value) ? {} : { name: value });
    return own.map(({ name, ...display }): Channel => {
      const ownName = own.length > 1 || known.name === undefined ? name : undefined;
      const fullName = joinNames(known.name, ownName);
      return {
        ...(c === 0 && display),
        ...known,
        // Several channels of a file are samples, which have colours of their own.
        ...(own.length === 1 && color !== undefined && { color }),
        ...(fullName !== "" && { name: fullName }),
      };
    });
  });
}
