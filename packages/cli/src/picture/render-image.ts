/**
 * A picture of an image: its channels in their colours, within their windows, over one another.
 *
 * @module
 */

import { type CallOptions, type DataType, StorageError } from "@chunkwright/core";
import { type ChannelWindow, defaultColor, type Image, tiffDisplay } from "@chunkwright/ome";
import type { Picture } from "./encode-png.ts";
import { readPlane } from "./read-plane.ts";

/** The share of a channel's brightest values that is shown white if it has no window: dust and hot pixels. */
const BRIGHTEST_PART = 0.001;

/** A plane of it, as `readPlane` chooses one, of `side` pixels at most along the longer side. */
export async function renderImage(image: Image, side: number, options: CallOptions): Promise<Picture> {
  const { name, channels, levels } = image;
  const { dataType } = levels[0].source.info;
  const { photometric, colorMap } = tiffDisplay(image, 1);
  let picture: Picture | undefined;
  for (const [channel, { color, active = true, window }] of channels.entries()) {
    if (!active) continue;
    // Indices of a palette have no mean.
    const method = colorMap ? "nearest" : "mean";
    const { width, height, values } = await readPlane(image, { ...options, channel, side, method });
    picture ??= { width, height, rgb: new Uint8Array(3 * width * height) };
    if (colorMap) {
      paintPalette(picture.rgb, values, colorMap);
    } else {
      const [black, white] = shownRange(values, dataType, window);
      const range = photometric === "min-is-white" ? ([white, black] as const) : ([black, white] as const);
      paintChannel(picture.rgb, values, color ?? defaultColor(channel, channels.length), range);
    }
  }
  if (picture) return picture;
  throw new StorageError("unsupported", `Cannot show image "${name}": none of its channels is active`, {
    format: "image",
    feature: "pictures of no channel",
  });
}

/**
 * The window; without one the range of a byte, and for other types from the least value of the plane to almost the
 * greatest.
 */
function shownRange(
  values: Float64Array,
  dataType: DataType,
  window: ChannelWindow | undefined,
): readonly [black: number, white: number] {
  if (window) return [window.start ?? window.min, window.end ?? window.max];
  if (dataType === "uint8") return [0, 255];
  const sorted = values.filter(Number.isFinite).sort();
  const last = Math.floor((sorted.length - 1) * (1 - BRIGHTEST_PART));
  return [sorted[0] ?? 0, sorted[last] ?? 1];
}

/** Adds a channel to what is there. A value that is not a number is black. */
function paintChannel(
  rgb: Uint8Array,
  values: Float64Array,
  color: number,
  [black, white]: readonly [number, number],
): void {
  const parts = [color >>> 16, (color >>> 8) & 255, color & 255];
  const range = white - black || 1;
  for (const [pixel, value] of values.entries()) {
    const brightness = Math.min(Math.max((value - black) / range, 0), 1);
    if (Number.isNaN(brightness)) continue;
    for (const [i, part] of parts.entries()) {
      const at = 3 * pixel + i;
      rgb[at] = Math.min(255, rgb[at]! + Math.round(part * brightness));
    }
  }
}

/** All reds, then greens, then blues of 16 bits. TIFF 6.0 §5, ColorMap. */
function paintPalette(rgb: Uint8Array, values: Float64Array, colorMap: readonly number[]): void {
  const colors = colorMap.length / 3;
  for (const [pixel, value] of values.entries()) {
    for (let i = 0; i < 3; i += 1) rgb[3 * pixel + i] = Math.floor(colorMap[i * colors + value]! / 256);
  }
}
