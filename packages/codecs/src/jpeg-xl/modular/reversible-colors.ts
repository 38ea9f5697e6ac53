/**
 * The reversible color transforms. ISO/IEC 18181-1 §H.6.3, RCT.
 *
 * @module
 */

import { badJpegXl } from "../jpeg-xl-error.ts";
import type { JpegXlReader } from "../jpeg-xl-reader.ts";
import { spend } from "./budget.ts";
import { type Channel, countSamples } from "./channel.ts";
import { checkChannels, type PlannedImage, readFirstChannel } from "./planned-image.ts";

export interface ColorTransform {
  readonly first: number;
  /** One of seven differences, and above them one of six orders. */
  readonly type: number;
}

const DIFFERENCES = 7;
const YCOCG = 6;
/** Where the three channels go. */
const ORDERS = [
  [0, 1, 2],
  [1, 2, 0],
  [2, 0, 1],
  [0, 2, 1],
  [1, 0, 2],
  [2, 1, 0],
] as const;

export function readColorTransform(reader: JpegXlReader): ColorTransform {
  const first = readFirstChannel(reader);
  const type = reader.choose([6, 0], [0, 2], [2, 4], [10, 6]);
  if (type >= DIFFERENCES * ORDERS.length) throw badJpegXl(`it has color transform ${type}`);
  return { first, type };
}

/** The transform is of three channels, which stay three of the same size. */
export function planColorTransform(image: PlannedImage, { first }: ColorTransform): void {
  checkChannels(image, first, 3);
  spend(image.budget, "computed", countSamples(image.channels.slice(first, first + 3)));
}

export function undoColorTransform(channels: readonly Channel[], { first, type }: ColorTransform): Channel[] {
  const parts = channels.slice(first, first + 3) as [Channel, Channel, Channel];
  undoDifferences(parts[0].samples, parts[1].samples, parts[2].samples, type % DIFFERENCES);
  const result = [...channels];
  for (const [i, place] of ORDERS[Math.floor(type / DIFFERENCES)]!.entries())
    result[first + place] = parts[i]!;
  return result;
}

/** Sums wrap around at 32 bits, as they did when they were made. */
function undoDifferences(a: Int32Array, b: Int32Array, c: Int32Array, kind: number): void {
  if (kind === YCOCG) {
    for (let i = 0; i < a.length; i += 1) {
      const orange = b[i]!;
      const greenish = c[i]!;
      const between = (a[i]! - (greenish >> 1)) | 0;
      const blue = (between - (orange >> 1)) | 0;
      a[i] = blue + orange;
      b[i] = between + greenish;
      c[i] = blue;
    }
    return;
  }
  const second = kind >> 1;
  if (kind % 2 === 1) for (let i = 0; i < a.length; i += 1) c[i]! += a[i]!;
  if (second === 1) for (let i = 0; i < a.length; i += 1) b[i]! += a[i]!;
  if (second === 2) for (let i = 0; i < a.length; i += 1) b[i]! += (a[i]! + c[i]!) >> 1;
}
