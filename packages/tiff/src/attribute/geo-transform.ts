/**
 * Where the pixels of a georeferenced image lie. OGC GeoTIFF 1.1 (19-008r4) §7.
 *
 * @module
 */

import { type ArrayInfo, isJsonObject, type Region } from "@chunkwright/core";
import { geoKeys, numbersOf } from "./geo-keys.ts";

/**
 * x = x0 + column * dx + row * rx and y = y0 + column * cy + row * dy, where whole numbers of columns and rows are the
 * upper left corners of pixels: GDAL's geotransform.
 */
export type GeoTransform = readonly [x0: number, dx: number, rx: number, y0: number, cy: number, dy: number];

/** In coordinates of the model: west, south, east and north of a map. */
export type GeoBox = readonly [minX: number, minY: number, maxX: number, maxY: number];

/** GTRasterTypeGeoKey: coordinates are those of the centres of pixels. GeoTIFF 1.1 §7.1.2. */
const PIXEL_IS_POINT = 2;

/** The transform of an image, given `source().info`; `undefined` if its tags give no affine map, or one without an inverse. */
export function geoTransform(info: Pick<ArrayInfo, "attributes">): GeoTransform | undefined {
  const { geotiff } = info.attributes;
  if (!isJsonObject(geotiff)) return undefined;
  const [dx, dy] = numbersOf(geotiff.ModelPixelScale);
  const [column, row, , x, y] = numbersOf(geotiff.ModelTiepoint);
  const [a, b, , d, e, f, , h] = numbersOf(geotiff.ModelTransformation);
  let map: GeoTransform | undefined;
  if (dx !== undefined && dy !== undefined && x !== undefined && y !== undefined) {
    map = [x - column! * dx, dx, 0, y + row! * dy, 0, -dy];
  } else if (h !== undefined) {
    map = [d!, a!, b!, h, e!, f!];
  }
  if (!map || determinant(map) === 0) return undefined;
  const [x0, xColumn, xRow, y0, yColumn, yRow] = map;
  if (geoKeys(info).GTRasterTypeGeoKey !== PIXEL_IS_POINT) return map;
  return [x0 - (xColumn + xRow) / 2, xColumn, xRow, y0 - (yColumn + yRow) / 2, yColumn, yRow];
}

/** The box around an image; `undefined` where it has no `geoTransform`. */
export function geoBox(info: ArrayInfo): GeoBox | undefined {
  const map = geoTransform(info);
  if (!map) return undefined;
  const [x0, dx, rx, y0, cy, dy] = map;
  const [height, width] = sidesOf(info);
  return around(
    corners([0, 0, width, height]).map(([column, row]) => [
      x0 + column * dx + row * rx,
      y0 + column * cy + row * dy,
    ]),
  );
}

/**
 * The part of an image that `box` shows, for `readRegion`: the pixels whose centres are in it, and around it where the image
 * is turned. `finest` is the image that is georeferenced, where `info` is a coarser level of it. `undefined` where there is
 * no pixel, or no `geoTransform`.
 */
export function geoRegion(info: ArrayInfo, box: GeoBox, finest: ArrayInfo = info): Region | undefined {
  const map = geoTransform(finest);
  if (!map) return undefined;
  const [x0, dx, rx, y0, cy, dy] = map;
  const [height, width] = sidesOf(info);
  const [fullHeight, fullWidth] = sidesOf(finest);
  const pixels = corners(box).map(([x, y]): Point => {
    const column = ((x - x0) * dy - (y - y0) * rx) / determinant(map);
    const row = ((y - y0) * dx - (x - x0) * cy) / determinant(map);
    return [(column * width) / fullWidth, (row * height) / fullHeight];
  });
  const [left, top, right, bottom] = around(pixels).map(Math.round) as [number, number, number, number];
  const first = info.shape.map(() => 0);
  const y = rowAxis(info);
  const start = first.with(y, Math.max(0, top)).with(y + 1, Math.max(0, left));
  const end = info.shape.with(y, Math.min(height, bottom)).with(y + 1, Math.min(width, right));
  const shape = end.map((to, axis) => to - start[axis]!);
  return shape.every((length) => length > 0) ? { start, shape } : undefined;
}

type Point = readonly [x: number, y: number];

function determinant([, dx, rx, , cy, dy]: GeoTransform): number {
  return dx * dy - rx * cy;
}

function corners([minX, minY, maxX, maxY]: GeoBox): readonly Point[] {
  return [minX, maxX].flatMap((x) => [minY, maxY].map((y) => [x, y] as const));
}

function around(points: readonly Point[]): GeoBox {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

function sidesOf(info: ArrayInfo): readonly [height: number, width: number] {
  const y = rowAxis(info);
  return [info.shape[y]!, info.shape[y + 1]!];
}

function rowAxis({ dimensionNames = [] }: ArrayInfo): number {
  return dimensionNames.indexOf("y");
}
