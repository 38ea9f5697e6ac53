/**
 * One plane of an image, shrunk to the size of a picture.
 *
 * @module
 */

import {
  type CallOptions,
  type Chunk,
  cacheChunks,
  float16Value,
  isNumeric,
  readRegion,
  type Shape,
  StorageError,
} from "@chunkwright/core";
import type { Image } from "@chunkwright/ome";

export interface Plane {
  readonly width: number;
  readonly height: number;
  /** Row by row; 64-bit integers rounded to doubles. */
  readonly values: Float64Array;
}

export interface PlaneOptions extends CallOptions {
  readonly channel: number;
  /** Length in pixels of the longer side, to which larger planes are shrunk. */
  readonly side: number;
  /** How the elements of one pixel are combined; NaN is left out of a mean. */
  readonly method: "mean" | "nearest";
}

/** Elements that are read at a time, about. */
const BAND_ELEMENTS = 2 ** 22;
/** Decoded chunks kept from one band to the next. */
const CACHE_BYTES = 2 ** 27;

/**
 * The first time point and the middle slice of a channel, shrunk from the coarsest level that is large enough. Rejects
 * with "unsupported" for elements that are not real numbers.
 */
export async function readPlane(image: Image, options: PlaneOptions): Promise<Plane> {
  const { channel, side, method, signal } = options;
  const isSpace = ({ type }: Image["axes"][number]) => type !== "channel" && type !== "time";
  const x = image.axes.findLastIndex(isSpace);
  const y = image.axes.findLastIndex((axis, i) => i < x && isSpace(axis));
  const longest = (shape: Shape) => Math.max(shape[y]!, shape[x]!);
  const level = image.levels.findLast(({ source }) => longest(source.info.shape) >= side) ?? image.levels[0];
  const { shape, dataType } = level.source.info;
  if (!isNumeric(dataType) || dataType.startsWith("complex")) {
    throw new StorageError("unsupported", `Cannot show image "${image.name}": its elements are ${dataType}`, {
      format: "image",
      feature: `pictures of ${dataType}`,
    });
  }
  const [rows, columns] = [shape[y]!, shape[x]!];
  const factor = Math.max(1, longest(shape) / side);
  const width = Math.max(1, Math.round(columns / factor));
  const height = Math.max(1, Math.round(rows / factor));
  const sums = new Float64Array(width * height);
  const counts = new Uint32Array(width * height);
  const start = image.axes.map((axis, i) =>
    axis.type === "channel" ? channel : isSpace(axis) ? Math.floor(shape[i]! / 2) : 0,
  );
  const source = cacheChunks(level.source, CACHE_BYTES);
  const bandRows = Math.max(1, Math.floor(BAND_ELEMENTS / columns));
  for (let top = 0; top < rows; top += bandRows) {
    const count = Math.min(bandRows, rows - top);
    const region = {
      start: start.with(y, top).with(x, 0),
      shape: shape
        .map(() => 1)
        .with(y, count)
        .with(x, columns),
    };
    const elements = numbersOf(await readRegion(source, region, { signal }));
    for (const [i, value] of elements.entries()) {
      const [row, column] = [top + Math.floor(i / columns), i % columns];
      const pixel = Math.floor((row * height) / rows) * width + Math.floor((column * width) / columns);
      if (Number.isNaN(value) || (method === "nearest" && counts[pixel]! > 0)) continue;
      sums[pixel]! += value;
      counts[pixel]! += 1;
    }
  }
  return { width, height, values: sums.map((sum, pixel) => sum / counts[pixel]!) };
}

function numbersOf({ dataType, data }: Chunk): Float64Array {
  const toNumber = dataType === "float16" ? (bits: unknown) => float16Value(Number(bits)) : Number;
  return Float64Array.from<unknown>(data, toNumber);
}
