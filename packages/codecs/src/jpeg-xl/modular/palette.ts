/**
 * Palettes: channels replaced by one of indices. ISO/IEC 18181-1 §H.6.4.
 *
 * @module
 */

import { badJpegXl } from "../jpeg-xl-error.ts";
import type { JpegXlReader } from "../jpeg-xl-reader.ts";
import { spend } from "./budget.ts";
import { type Channel, countSamples, plannedChannel, withSamples } from "./channel.ts";
import { checkChannels, type PlannedImage, readFirstChannel, replaceChannels } from "./planned-image.ts";
import { PREDICTORS, predict, WEIGHTED, ZERO } from "./predictors.ts";
import { type WeightedParameters, WeightedPredictor } from "./weighted-predictor.ts";

export interface Palette {
  readonly first: number;
  readonly count: number;
  readonly colors: number;
  /** The first entries are added to a prediction. */
  readonly deltas: number;
  readonly predictor: number;
}

export function readPalette(reader: JpegXlReader): Palette {
  const first = readFirstChannel(reader);
  const count = reader.choose([1, 0], [3, 0], [4, 0], [1, 13]);
  const colors = reader.choose([0, 8], [256, 10], [1280, 12], [5376, 16]);
  const deltas = reader.choose([0, 0], [1, 8], [257, 10], [1281, 16]);
  const predictor = reader.read(4);
  if (predictor >= PREDICTORS) throw badJpegXl(`a palette has predictor ${predictor}`);
  return { first, count, colors, deltas, predictor };
}

/** Puts the palette before the other channels. */
export function planPalette(image: PlannedImage, { first, count, colors, deltas }: Palette): void {
  checkChannels(image, first, count);
  const isOfParameters = first < image.parameterChannels;
  if (isOfParameters && first + count > image.parameterChannels) {
    throw badJpegXl(`a palette is of channels ${first} to ${first + count - 1}, not all of them parameters`);
  }
  const palette = plannedChannel(colors + deltas, count, -1, -1);
  spend(image.budget, "parameters", countSamples([palette]));
  spend(image.budget, "computed", countSamples(image.channels.slice(first, first + count)));
  image.parameterChannels += isOfParameters ? 2 - count : 1;
  replaceChannels(image, first + 1, count - 1, []);
  replaceChannels(image, 0, 0, [palette]);
}

export function undoPalette(
  [entries, ...channels]: readonly Channel[],
  palette: Palette,
  bits: number,
  parameters: WeightedParameters,
): Channel[] {
  const { first, count } = palette;
  const indices = channels[first]!;
  const result = Array.from({ length: count }, (_, i): Channel => {
    const channel = withSamples({ ...indices, samples: new Int32Array(0) });
    const entryOf = entriesOf(withSamples(entries!), i, palette, Math.min(bits, 24));
    if (isPlain(palette)) {
      for (let at = 0; at < indices.samples.length; at += 1)
        channel.samples[at] = entryOf(indices.samples[at]!);
    } else {
      undoDeltas(indices, channel, entryOf, palette, parameters);
    }
    return channel;
  });
  return channels.toSpliced(first, 1, ...result);
}

/** Whether samples are the entries themselves, never added to a prediction. */
function isPlain({ deltas, predictor }: Palette): boolean {
  return deltas === 0 && predictor === ZERO;
}

/** Entries below zero, of 8 bits: each stands for itself and, but for the first, for its opposite. Table H.7. */
const DELTAS = [
  0, 0, 0, 4, 4, 4, 11, 0, 0, 0, 0, -13, 0, -12, 0, -10, -10, -10, -18, -18, -18, -27, -27, -27, -18, -18, 0,
  0, 0, -32, -32, 0, 0, -37, -37, -37, 0, -32, -32, 24, 24, 45, 50, 50, 50, -45, -24, -24, -24, -45, -45, 0,
  -24, -24, -34, -34, 0, -24, 0, -24, -45, -45, -24, 64, 64, 64, -32, 0, -32, 0, -32, 0, -32, 0, 32, -24, -45,
  -24, 45, 24, 45, 24, -24, -45, -45, -24, 24, 80, 80, 80, 64, 0, 0, 0, 0, -64, 0, -64, -64, -24, -24, 45, 96,
  96, 96, 64, 64, 0, 45, -24, -24, 34, -34, 0, 112, 112, 112, 24, -45, -45, 45, 45, -24, 0, -32, 32, 24, -24,
  45, 0, 96, 96, 45, -24, 24, 24, -45, -24, -24, -45, 24, 0, -64, 0, 96, 0, 0, 128, 128, 128, 64, 0, 64, 144,
  144, 144, 96, 96, 0, -36, -36, 36, 45, -24, -45, 45, -45, -24, 0, 0, -96, 0, 128, 128, 0, 96, 0, 45, 24,
  -45, -128, 0, 0, 24, -45, 24, -45, 24, -45, 64, 0, -64, 64, -64, -64, 96, 0, 96, 45, -45, 24, 24, 45, -45,
  64, 64, -64, 128, 128, 0, 0, 0, -128, -24, 45, -45,
];
const DELTA_INDICES = 143;
/** Indices beyond the palette are places in a cube of colors, and beyond it in a larger one. */
const [SMALL_CUBE, LARGE_CUBE] = [4, 5] as const;

/** The samples of component `i` by index. Indices without an entry have colors of their own. */
function entriesOf(
  { width, samples }: Channel,
  i: number,
  palette: Palette,
  bits: number,
): (index: number) => number {
  const entries = samples.subarray(i * width, (i + 1) * width);
  const most = 2 ** bits - 1;
  // Of a single channel libjxl clamps the indices.
  const isClamped = palette.count === 1 && isPlain(palette);
  return (index) => {
    if (index >= 0 && index < width) return entries[index]!;
    if (isClamped) return entries[index < 0 ? 0 : width - 1] ?? 0;
    if (index < 0) {
      if (i > 2) return 0;
      const place = (-1 - index) % DELTA_INDICES;
      const delta = DELTAS[3 * ((place + 1) >> 1) + i]! * (place % 2 === 0 ? -1 : 1);
      return delta * 2 ** Math.max(0, bits - 8);
    }
    const beyond = index - width;
    if (beyond < SMALL_CUBE ** 3) {
      const place = Math.floor(beyond / SMALL_CUBE ** i) % SMALL_CUBE;
      return Math.floor((place * most) / SMALL_CUBE) + 2 ** Math.max(0, bits - 3);
    }
    const place = Math.floor((beyond - SMALL_CUBE ** 3) / LARGE_CUBE ** i) % LARGE_CUBE;
    return Math.floor((place * most) / (LARGE_CUBE - 1));
  };
}

function undoDeltas(
  { width, height, samples: indices }: Channel,
  { samples }: Channel,
  entryOf: (index: number) => number,
  { deltas, predictor }: Palette,
  parameters: WeightedParameters,
): void {
  const weighted = predictor === WEIGHTED ? new WeightedPredictor(width, parameters) : undefined;
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 1) {
      const above = at - width;
      const left = x > 0 ? samples[at - 1]! : y > 0 ? samples[above]! : 0;
      const top = y > 0 ? samples[above]! : left;
      const topLeft = x > 0 && y > 0 ? samples[above - 1]! : left;
      const topRight = x + 1 < width && y > 0 ? samples[above + 1]! : top;
      const topRightRight = x + 2 < width && y > 0 ? samples[above + 2]! : topRight;
      const leftLeft = x > 1 ? samples[at - 2]! : left;
      const topTop = y > 1 ? samples[above - width]! : top;
      const guess = weighted?.predict(x, left, top, topLeft, topRight, topTop) ?? 0;
      const index = indices[at]!;
      const prediction =
        index < deltas
          ? predict(predictor, left, top, topLeft, topRight, leftLeft, topTop, topRightRight, guess)
          : 0;
      samples[at] = entryOf(index) + prediction;
      weighted?.update(x, samples[at]!);
    }
    weighted?.nextRow();
  }
}
