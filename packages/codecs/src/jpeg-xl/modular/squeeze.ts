/**
 * The squeeze transform: channels of half the size, and what that leaves out. ISO/IEC 18181-1 §H.6.2, Squeeze.
 *
 * @module
 */

import { badJpegXl } from "../jpeg-xl-error.ts";
import type { JpegXlReader } from "../jpeg-xl-reader.ts";
import { spend } from "./budget.ts";
import { type Channel, countSamples, plannedChannel, withSamples } from "./channel.ts";
import { type PlannedImage, readFirstChannel, replaceChannels } from "./planned-image.ts";

export interface Squeeze {
  readonly isHorizontal: boolean;
  /** Whether the residuals follow their channels, and not all others. */
  readonly isInPlace: boolean;
  readonly first: number;
  readonly count: number;
}

/** Those of one transform, in their order. */
export function readSqueezes(reader: JpegXlReader, image: PlannedImage): Squeeze[] {
  const count = reader.choose([0, 0], [1, 4], [9, 6], [41, 8]);
  if (count === 0) return usualSqueezes(image);
  return Array.from({ length: count }, () => ({
    isHorizontal: reader.flag(),
    isInPlace: reader.flag(),
    first: readFirstChannel(reader),
    count: reader.choose([1, 0], [2, 0], [3, 0], [4, 4]),
  }));
}

/** Larger sides are squeezed by default. */
const SMALL_SIDE = 8;

function usualSqueezes({ channels, parameterChannels: first }: PlannedImage): Squeeze[] {
  const [luma, chroma] = channels.slice(first);
  if (!luma) throw badJpegXl("it squeezes no channel");
  let { width, height } = luma;
  const count = channels.length - first;
  const squeezes: Squeeze[] = [];
  if (count > 2 && chroma?.width === width && chroma.height === height) {
    const both = { isInPlace: false, first: first + 1, count: 2 };
    squeezes.push({ ...both, isHorizontal: true }, { ...both, isHorizontal: false });
  }
  const push = (isHorizontal: boolean): void => {
    squeezes.push({ isHorizontal, isInPlace: true, first, count });
    if (isHorizontal) width = Math.ceil(width / 2);
    else height = Math.ceil(height / 2);
  };
  if (width <= height && height > SMALL_SIDE) push(false);
  while (width > SMALL_SIDE || height > SMALL_SIDE) {
    if (width > SMALL_SIDE) push(true);
    if (height > SMALL_SIDE) push(false);
  }
  return squeezes;
}

const MAX_SHIFT = 30;

export function planSqueeze(image: PlannedImage, { isHorizontal, isInPlace, first, count }: Squeeze): void {
  const end = first + count;
  const isOfParameters = first < image.parameterChannels;
  if (end > image.channels.length || (isOfParameters && (end > image.parameterChannels || !isInPlace))) {
    throw badJpegXl(`it squeezes channels ${first} to ${end - 1} of ${image.channels.length}`);
  }
  const squeezed = image.channels.slice(first, end);
  spend(image.budget, "computed", countSamples(squeezed));
  const residuals: Channel[] = [];
  const halves = squeezed.map(({ width, height, xShift, yShift }) => {
    if (width === 0 || height === 0 || xShift > MAX_SHIFT || yShift > MAX_SHIFT) {
      throw badJpegXl(`it squeezes a channel of ${width} x ${height} samples`);
    }
    const half = isHorizontal
      ? plannedChannel(Math.ceil(width / 2), height, xShift >= 0 ? xShift + 1 : xShift, yShift)
      : plannedChannel(width, Math.ceil(height / 2), xShift, yShift >= 0 ? yShift + 1 : yShift);
    residuals.push(
      isHorizontal ? { ...half, width: width - half.width } : { ...half, height: height - half.height },
    );
    return half;
  });
  if (isOfParameters) image.parameterChannels += count;
  replaceChannels(image, first, count, halves);
  replaceChannels(image, isInPlace ? end : image.channels.length, 0, residuals);
}

export function undoSqueeze(
  channels: readonly Channel[],
  { isHorizontal, isInPlace, first, count }: Squeeze,
): Channel[] {
  const residuals = isInPlace ? first + count : channels.length - count;
  const result = [...channels];
  for (let i = 0; i < count; i += 1) {
    const half = withSamples(channels[first + i]!);
    const residual = withSamples(channels[residuals + i]!);
    result[first + i] = isHorizontal ? joinColumns(half, residual) : joinRows(half, residual);
  }
  return result.toSpliced(residuals, count);
}

function joinColumns(half: Channel, residual: Channel): Channel {
  const width = half.width + residual.width;
  const xShift = half.xShift > 0 ? half.xShift - 1 : half.xShift;
  const joined = withSamples(plannedChannel(width, half.height, xShift, half.yShift));
  for (let y = 0; y < half.height; y += 1) {
    unsqueeze(joined.samples, half.samples, residual.samples, {
      count: half.width,
      pairs: residual.width,
      from: y * half.width,
      fromResidual: y * residual.width,
      to: y * width,
      step: 1,
    });
  }
  return joined;
}

function joinRows(half: Channel, residual: Channel): Channel {
  const { width } = half;
  const height = half.height + residual.height;
  const yShift = half.yShift > 0 ? half.yShift - 1 : half.yShift;
  const joined = withSamples(plannedChannel(width, height, half.xShift, yShift));
  for (let x = 0; x < width; x += 1) {
    unsqueeze(joined.samples, half.samples, residual.samples, {
      count: half.height,
      pairs: residual.height,
      from: x,
      fromResidual: x,
      to: x,
      step: width,
    });
  }
  return joined;
}

/** A row or column. */
interface Line {
  readonly count: number;
  readonly pairs: number;
  readonly from: number;
  readonly fromResidual: number;
  readonly to: number;
  readonly step: number;
}

/** Each average becomes two samples; of an odd number the last stays as it is. */
function unsqueeze(samples: Int32Array, averages: Int32Array, residuals: Int32Array, line: Line): void {
  const { count, pairs, from, fromResidual, to, step } = line;
  for (let i = 0; i < pairs; i += 1) {
    const average = averages[from + i * step]!;
    const next = i + 1 < count ? averages[from + (i + 1) * step]! : average;
    const before = i > 0 ? samples[to + (2 * i - 1) * step]! : average;
    const difference = residuals[fromResidual + i * step]! + tendency(before, average, next);
    const first = average + Math.trunc(difference / 2);
    samples[to + 2 * i * step] = first;
    samples[to + (2 * i + 1) * step] = first - difference;
  }
  if (pairs < count) samples[to + 2 * pairs * step] = averages[from + pairs * step]!;
}

/** The difference to be expected where samples rise or fall steadily. */
function tendency(before: number, average: number, next: number): number {
  if (before >= average && average >= next) {
    const difference = Math.trunc((4 * before - 3 * next - average + 6) / 12);
    const limited =
      difference - (difference & 1) > 2 * (before - average) ? 2 * (before - average) + 1 : difference;
    return limited + (limited & 1) > 2 * (average - next) ? 2 * (average - next) : limited;
  }
  if (before <= average && average <= next) {
    const difference = Math.trunc((4 * before - 3 * next - average - 6) / 12);
    const limited =
      difference + (difference & 1) < 2 * (before - average) ? 2 * (before - average) - 1 : difference;
    return limited - (limited & 1) < 2 * (average - next) ? 2 * (average - next) : limited;
  }
  return 0;
}
