/**
 * How an image becomes a dataset of Imaris: levels, volumes and their chunks. Pixels are not read.
 *
 * @module
 */

import { byteSize, type ChunkSource, jsonEquals, type Shape, StorageError } from "@chunkwright/core";
import { withFiveAxes } from "../five-axes.ts";
import type { Image, ImageCollection } from "../image-model.ts";
import { type ImarisDataType, isImarisDataType } from "./imaris-histogram.ts";
import { imarisChunkShapes, imarisLevelShapes } from "./imaris-layout.ts";

/** The datasets and attributes that an Imaris file is made of. */
export interface ImarisPlan {
  /** With the axes t, c, z, y, x. */
  readonly image: Image;
  readonly dataType: ImarisDataType;
  readonly timePoints: number;
  readonly channels: number;
  readonly levels: readonly [finest: ImarisLevelPlan, ...coarser: ImarisLevelPlan[]];
  /** Groups of the image: "DataSet" and "DataSetInfo", numbered from the second image on. */
  readonly dataPath: string;
  readonly infoPath: string;
}

/** Shapes are z, y, x. */
export interface ImarisLevelPlan {
  readonly shape: Shape;
  /** Whole chunks: what is stored. */
  readonly paddedShape: Shape;
  readonly chunkShape: Shape;
  /** Elements of the level before that make one. */
  readonly factors: Shape;
  /** The source's own level, axes t, c, z, y, x, if it has one of this shape; else it is made of the level before. */
  readonly source: ChunkSource | undefined;
}

/**
 * Throws "unsupported" for data types and axes that Imaris does not have, for images without elements and without
 * images.
 */
export function planImaris({ images }: ImageCollection): readonly ImarisPlan[] {
  return images.map((image, n) => planImage(image, n === 0 ? "" : `${n}`));
}

function planImage(original: Image, suffix: string): ImarisPlan {
  const image = withFiveAxes(original, "Imaris");
  const { dataType, shape } = image.levels[0].source.info;
  if (!isImarisDataType(dataType))
    throw unsupported(`${dataType} elements: it has uint8, uint16, uint32 and float32`, dataType);
  if (shape.includes(0)) throw unsupported(`an image of [${shape}]`, "images without elements");
  const [timePoints = 1, channels = 1, ...volume] = shape;
  const elementBytes = byteSize(dataType);
  const shapes = imarisLevelShapes(volume, elementBytes);
  const chunks = imarisChunkShapes(shapes, timePoints, elementBytes);
  const levels = shapes.map((levelShape, k): ImarisLevelPlan => {
    const chunkShape = chunks[k]!;
    const wanted = [timePoints, channels, ...levelShape];
    const source = image.levels[k]?.source;
    const below = shapes[k - 1] ?? levelShape;
    return {
      shape: levelShape,
      paddedShape: levelShape.map(
        (length, axis) => Math.ceil(length / chunkShape[axis]!) * chunkShape[axis]!,
      ),
      chunkShape,
      factors: levelShape.map((length, axis) => (length < below[axis]! ? 2 : 1)),
      source: source && jsonEquals(source.info.shape, wanted) ? source : undefined,
    };
  });
  return {
    image,
    dataType,
    timePoints,
    channels,
    levels: [levels[0]!, ...levels.slice(1)],
    dataPath: `DataSet${suffix}`,
    infoPath: `DataSetInfo${suffix}`,
  };
}

/** The group of a channel: its pixels are `Data` in it. */
export function imarisChannelPath(
  { dataPath }: ImarisPlan,
  level: number,
  timePoint: number,
  channel: number,
): string {
  return `${dataPath}/ResolutionLevel ${level}/TimePoint ${timePoint}/Channel ${channel}`;
}

/** Attributes of the root group. */
export const IMARIS_ROOT: Readonly<Record<string, string>> = {
  ImarisDataSet: "ImarisDataSet",
  ImarisVersion: "5.5.0",
  DataSetInfoDirectoryName: "DataSetInfo",
  ThumbnailDirectoryName: "Thumbnail",
  DataSetDirectoryName: "DataSet",
};

/** The name of a group or a dataset of DataSetInfo. */
export function encodeImarisName(name: string): string {
  return name.replaceAll("%", "%p").replaceAll("/", "%s");
}

function unsupported(what: string, feature: string): StorageError<"unsupported"> {
  return new StorageError("unsupported", `Cannot write Imaris: it cannot hold ${what}`, {
    format: "imaris",
    feature,
  });
}
