/**
 * Thumbnails as ImarisWriter makes them: the brightest elements along z, or the middle plane if it shows more.
 * ImarisWriter, bpThumbnailBuilder.h and .cxx.
 *
 * @module
 */

import type { Bytes, Chunk, Region, Shape } from "@chunkwright/core";
import type { ImarisColoring } from "./imaris-coloring.ts";
import type { ImarisDataType } from "./imaris-histogram.ts";

/** The longer side. */
const SIDE = 256;

/** The small picture that Imaris shows of a file. */
export interface ImarisThumbnail {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and alpha of each pixel. */
  readonly rgba: Bytes;
}

/** The coarsest level that is at least as large as the thumbnail; shapes are z, y, x. */
export function thumbnailLevel(levels: readonly Shape[]): number {
  const isLarge = ([, y = 0, x = 0]: Shape) => y >= SIDE && x >= SIDE;
  return Math.max(0, levels.findLastIndex(isLarge));
}

/** Builds a thumbnail from the chunks of the first time point. */
export class ThumbnailBuilder {
  readonly #shape: Shape;
  readonly #width: number;
  readonly #height: number;
  readonly #brightest: readonly Float64Array[];
  readonly #middle: readonly Float64Array[];

  /** `shape` is the level's, z, y, x; `extent` its physical size along x and y. */
  constructor(shape: Shape, extent: { readonly x: number; readonly y: number }, channels: number) {
    this.#shape = shape;
    [this.#width, this.#height] = thumbnailSize(shape, extent);
    const plane = () => new Float64Array(this.#width * this.#height);
    this.#brightest = Array.from({ length: channels }, plane);
    this.#middle = Array.from({ length: channels }, plane);
  }

  /** Elements of `region`, z, y, x, of a channel. */
  add(channel: number, { data }: Chunk<ImarisDataType>, region: Region): void {
    const [depth = 1, height = 1, width = 1] = this.#shape;
    const [z0 = 0, y0 = 0, x0 = 0] = region.start;
    const [zs = 0, ys = 0, xs = 0] = region.shape;
    const brightest = this.#brightest[channel]!;
    const middle = this.#middle[channel]!;
    const columns = within(this.#width, width, x0, xs);
    for (const [row, y] of within(this.#height, height, y0, ys)) {
      for (const [column, x] of columns) {
        const pixel = row * this.#width + column;
        for (let z = 0; z < zs; z += 1) {
          const value = data[(z * ys + y - y0) * xs + x - x0]!;
          if (value > brightest[pixel]!) brightest[pixel] = value;
          if (z0 + z === Math.floor(depth / 2)) middle[pixel] = value;
        }
      }
    }
  }

  finish(colorings: readonly ImarisColoring[]): ImarisThumbnail {
    const [brightest, middle] = [this.#brightest, this.#middle].map((planes) => colored(planes, colorings));
    const rgba = quality(brightest!) > quality(middle!) ? brightest! : middle!;
    return { width: this.#width, height: this.#height, rgba };
  }
}

/** The pixels that show one of the `count` elements from `start` on, each with its element. */
function within(pixels: number, length: number, start: number, count: number): readonly [number, number][] {
  const found: [number, number][] = [];
  for (let pixel = Math.floor((start * pixels) / length); pixel < pixels; pixel += 1) {
    const element = Math.floor((pixel * length) / pixels);
    if (element >= start + count) break;
    if (element >= start) found.push([pixel, element]);
  }
  return found;
}

/** Width and height with square pixels, the longer side 256. */
function thumbnailSize(
  [, height = 1, width = 1]: Shape,
  extent: { readonly x: number; readonly y: number },
): [width: number, height: number] {
  const { fround } = Math;
  const x = fround(fround(extent.x) / width);
  const y = fround(fround(extent.y) / height);
  const squareWidth = x > y ? Math.floor(fround(fround(extent.x) / y)) : width;
  const squareHeight = y > x ? Math.floor(fround(fround(extent.y) / x)) : height;
  const factor = Math.min(fround(SIDE / squareWidth), fround(SIDE / squareHeight));
  const scaled = (length: number) => Math.max(1, Math.floor(fround(fround(length * factor) + 0.5)));
  return [scaled(squareWidth), scaled(squareHeight)];
}

/** Channels on top of each other, the brighter one showing. */
function colored(planes: readonly Float64Array[], colorings: readonly ImarisColoring[]): Bytes {
  const rgba = new Uint8Array(4 * (planes[0]?.length ?? 0));
  for (const [channel, plane] of planes.entries()) {
    for (const [pixel, value] of plane.entries()) {
      const color = colorings[channel]!(value);
      for (let part = 0; part < 4; part += 1) {
        const byte = Math.trunc(Math.fround((color[part] ?? 1) * 255));
        const at = 4 * pixel + part;
        if (byte > rgba[at]!) rgba[at] = byte;
      }
    }
  }
  return rgba;
}

/** How much there is to see: bright and dark parts of similar size, and many shades. */
function quality(rgba: Bytes): number {
  const { fround } = Math;
  const count = rgba.length / 4;
  const luminance = new Float32Array(count);
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < count; i += 1) {
    const red = fround(fround(0.299) * rgba[4 * i]!);
    const green = fround(fround(0.587) * rgba[4 * i + 1]!);
    const blue = fround(fround(0.114) * rgba[4 * i + 2]!);
    luminance[i] = fround(fround(red + green) + blue);
    sum += luminance[i]!;
    squares += fround(luminance[i]! * luminance[i]!);
  }
  luminance.sort();
  const [darkest = 0, brightest = 0] = [luminance[0], luminance[count - 1]];
  const range = brightest - darkest;
  const middle = luminance[Math.floor(count / 2)] ?? 0;
  const balance = range > 0 ? limited(1 - (2 * Math.abs(middle - (darkest + brightest) / 2)) / range) : LEAST;
  const mean = sum / count;
  const spread = limited(Math.sqrt(Math.max(squares / count - mean * mean, 0)) / 255);
  return Math.cbrt(balance * spread);
}

const LEAST = 0.001;

function limited(value: number): number {
  return Math.min(Math.max(value, LEAST), 1);
}
