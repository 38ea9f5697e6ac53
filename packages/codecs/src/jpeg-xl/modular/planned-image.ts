/**
 * The channels of a Modular image while its transforms are read, before there are samples.
 *
 * @module
 */

import { badJpegXl } from "../jpeg-xl-error.ts";
import type { JpegXlReader } from "../jpeg-xl-reader.ts";
import type { Budget } from "./budget.ts";
import type { Channel } from "./channel.ts";

export interface PlannedImage {
  channels: Channel[];
  /** The first channels are parameters of transforms, such as palettes. */
  parameterChannels: number;
  /** Of samples, as far as transforms care. */
  readonly bits: number;
  readonly budget: Budget;
}

const MAX_CHANNELS = 4096;

/** The first channel that a transform is of. §H.6.2. */
export function readFirstChannel(reader: JpegXlReader): number {
  return reader.choose([0, 3], [8, 6], [72, 10], [1096, 13]);
}

/** Throws unless `count` channels from `first` on exist, all of one size. */
export function checkChannels({ channels }: PlannedImage, first: number, count: number): void {
  const [{ width, height } = { width: 0, height: 0 }, ...others] = channels.slice(first, first + count);
  if (first + count > channels.length) {
    throw badJpegXl(`a transform is of channels ${first} to ${first + count - 1} of ${channels.length}`);
  }
  if (others.some((other) => other.width !== width || other.height !== height)) {
    throw badJpegXl(`a transform is of channels of other sizes than ${width} x ${height}`);
  }
}

/** Replaces `count` channels from `first` on. */
export function replaceChannels(
  image: PlannedImage,
  first: number,
  count: number,
  channels: readonly Channel[],
): void {
  image.channels.splice(first, count, ...channels);
  if (image.channels.length > MAX_CHANNELS)
    throw badJpegXl(`its transforms make ${image.channels.length} channels`);
}
