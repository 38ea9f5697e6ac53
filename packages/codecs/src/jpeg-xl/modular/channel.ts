/**
 * The channels of Modular images. ISO/IEC 18181-1 §H.1.
 *
 * @module
 */

export interface Channel {
  readonly width: number;
  readonly height: number;
  /** Binary logarithms of how much smaller it is than the image; -1 for channels that are no pictures, but parameters. */
  readonly xShift: number;
  readonly yShift: number;
  /** Row by row. Empty until there is something to decode. */
  readonly samples: Int32Array;
}

/** A channel without samples. */
export function plannedChannel(width: number, height: number, xShift = 0, yShift = 0): Channel {
  return { width, height, xShift, yShift, samples: new Int32Array(0) };
}

/** The channel with samples, all 0 unless it had some. */
export function withSamples(channel: Channel): Channel {
  if (channel.samples.length > 0) return channel;
  return { ...channel, samples: new Int32Array(channel.width * channel.height) };
}

/** How many samples channels of these sizes have. */
export function countSamples(channels: readonly Pick<Channel, "width" | "height">[]): number {
  return channels.reduce((sum, { width, height }) => sum + width * height, 0);
}
