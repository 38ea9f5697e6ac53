/**
 * How an image is cut into tiles or strips, seen as a chunk grid.
 *
 * @module
 */

import { type ChunkIndex, chunkExtent, type Shape } from "@chunkwright/core";
import { invalidTiff, unsupportedTiff } from "./tiff-error.ts";
import type { IfdFields } from "./tiff-file.ts";

/** Where samples lie: one per pixel [y, x], side by side [y, x, s], or in planes of their own [s, y, x]. */
export type SampleAxis = "none" | "last" | "first";

export interface ImageLayout {
  readonly isTiled: boolean;
  readonly sampleAxis: SampleAxis;
  readonly shape: Shape;
  readonly chunkShape: Shape;
  readonly dimensionNames: readonly string[];
}

/** Tiles: TIFF 6.0 §15; strips: §3 and §8, RowsPerStrip; PlanarConfiguration: §8. */
export function imageLayout(fields: IfdFields): ImageLayout {
  const { width, height, samplesPerPixel, tileWidth, tileHeight, planarConfiguration } = fields;
  if (width === undefined || height === undefined) throw invalid("it has no ImageWidth or ImageLength");
  if (width === 0 || height === 0) throw invalid(`it is ${width} x ${height} pixels`);
  if (fields.imageDepth !== 1) {
    throw unsupportedTiff(`Cannot read image: its ImageDepth is ${fields.imageDepth}`, "ImageDepth");
  }
  const isTiled = tileWidth !== undefined && tileHeight !== undefined;
  const rowsPerStrip = Math.min(fields.rowsPerStrip ?? height, height);
  const tile = isTiled ? [tileHeight, tileWidth] : [rowsPerStrip, width];
  if (tile.includes(0)) throw invalid(`its ${isTiled ? "tiles" : "strips"} are [${tile}]`);
  const common = { isTiled, dimensionNames: ["y", "x"] };
  if (samplesPerPixel === 1) {
    return { ...common, sampleAxis: "none", shape: [height, width], chunkShape: tile };
  }
  switch (planarConfiguration) {
    case 1:
      return {
        isTiled,
        sampleAxis: "last",
        shape: [height, width, samplesPerPixel],
        chunkShape: [...tile, samplesPerPixel],
        dimensionNames: ["y", "x", "s"],
      };
    case 2:
      return {
        isTiled,
        sampleAxis: "first",
        shape: [samplesPerPixel, height, width],
        chunkShape: [1, ...tile],
        dimensionNames: ["s", "y", "x"],
      };
    default:
      throw invalid(`its PlanarConfiguration is ${planarConfiguration}`);
  }
}

/**
 * Position of a chunk in the offset table: rows of tiles from the top, planes one after the other. TIFF 6.0 §15,
 * TileOffsets; §8, StripOffsets.
 */
export function chunkNumber({ sampleAxis, shape, chunkShape }: ImageLayout, index: ChunkIndex): number {
  const [plane, row, column] = sampleAxis === "first" ? index : [0, ...index];
  const y = sampleAxis === "first" ? 1 : 0;
  const down = Math.ceil(shape[y]! / chunkShape[y]!);
  const across = Math.ceil(shape[y + 1]! / chunkShape[y + 1]!);
  return (plane! * down + row!) * across + column!;
}

/** What is stored of a chunk: tiles are padded to full size, the last strip ends with the image. */
export function storedShape(layout: ImageLayout, index: ChunkIndex): Shape {
  return layout.isTiled ? layout.chunkShape : chunkExtent(layout, index);
}

function invalid(fact: string) {
  return invalidTiff(`Cannot read image: ${fact}`, { section: "TIFF 6.0 §8" });
}
