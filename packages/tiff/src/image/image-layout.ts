/**
 * How an image is cut into tiles or strips, seen as a chunk grid.
 *
 * @module
 */

import { type ChunkIndex, chunkExtent, gridShape, linearIndex, type Shape } from "@chunkwright/core";
import { invalidTiff } from "../tiff-error.ts";
import type { IfdFields } from "../tiff-file.ts";

/**
 * Where samples lie: one per pixel [y, x], side by side [y, x, s], or in planes of their own [s, y, x]. Volumes have z in
 * front of y.
 */
export type SampleAxis = "none" | "last" | "first";

export interface ImageLayout {
  readonly isTiled: boolean;
  readonly sampleAxis: SampleAxis;
  readonly shape: Shape;
  readonly chunkShape: Shape;
  readonly dimensionNames: readonly string[];
}

/** Tiles: TIFF 6.0 §15; strips: §3 and §8, RowsPerStrip; PlanarConfiguration: §8; ImageDepth and TileDepth: SGI. */
export function imageLayout(fields: IfdFields): ImageLayout {
  const { width, height, imageDepth, samplesPerPixel, tileWidth, tileHeight, planarConfiguration } = fields;
  if (width === undefined || height === undefined) throw invalid("it has no ImageWidth or ImageLength");
  if (width === 0 || height === 0) throw invalid(`it is ${width} x ${height} pixels`);
  const isTiled = tileWidth !== undefined && tileHeight !== undefined;
  // A RowsPerStrip of 0 counts as absent, as in libtiff and tifffile.
  const rowsPerStrip = Math.min(fields.rowsPerStrip || height, height);
  const tile = isTiled ? [tileHeight, tileWidth] : [rowsPerStrip, width];
  const isVolume = imageDepth !== 1;
  const tileDepth = isTiled ? fields.tileDepth : 1;
  if (tile.includes(0) || tileDepth === 0 || imageDepth === 0) {
    throw invalid(`its ${isTiled ? "tiles" : "strips"} are [${tile}], its depth is ${imageDepth}`);
  }
  const shape = isVolume ? [imageDepth, height, width] : [height, width];
  const chunkShape = isVolume ? [tileDepth, ...tile] : tile;
  const dimensionNames = isVolume ? ["z", "y", "x"] : ["y", "x"];
  if (samplesPerPixel === 1) return { isTiled, sampleAxis: "none", shape, chunkShape, dimensionNames };
  switch (planarConfiguration) {
    case 1:
      return {
        isTiled,
        sampleAxis: "last",
        shape: [...shape, samplesPerPixel],
        chunkShape: [...chunkShape, samplesPerPixel],
        dimensionNames: [...dimensionNames, "s"],
      };
    case 2:
      return {
        isTiled,
        sampleAxis: "first",
        shape: [samplesPerPixel, ...shape],
        chunkShape: [1, ...chunkShape],
        dimensionNames: ["s", ...dimensionNames],
      };
    default:
      throw invalid(`its PlanarConfiguration is ${planarConfiguration}`);
  }
}

/**
 * Position of a chunk in the offset table: rows of tiles from the top, slices and planes one after the other. TIFF 6.0
 * §15, TileOffsets; §8, StripOffsets.
 */
export function chunkNumber(layout: ImageLayout, index: ChunkIndex): number {
  return linearIndex(gridShape(layout), index);
}

/**
 * What some writers store of a tile, although TIFF 6.0 §15 pads it: it ends with the image's last row, or with the last
 * column too.
 */
export function croppedShapes(layout: ImageLayout, index: ChunkIndex): readonly Shape[] {
  const rowAxis = rowAxisOf(layout);
  const inImage = chunkExtent(layout, index);
  return [layout.chunkShape.with(rowAxis, inImage[rowAxis]!), inImage];
}

/** The axis of the array that counts rows. */
export function rowAxisOf({ sampleAxis, shape }: Pick<ImageLayout, "sampleAxis" | "shape">): number {
  return shape.length - (sampleAxis === "last" ? 3 : 2);
}

/** What is stored of a chunk: tiles are padded to full size, the last strip ends with the image. */
export function storedShape(layout: ImageLayout, index: ChunkIndex): Shape {
  return layout.isTiled ? layout.chunkShape : chunkExtent(layout, index);
}

function invalid(fact: string) {
  return invalidTiff(`Cannot read image: ${fact}`, { section: "TIFF 6.0 §8" });
}
