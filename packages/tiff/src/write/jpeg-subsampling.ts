/**
 * How many pixels share a colour sample in a JPEG stream: TIFF repeats that in the tag YCbCrSubSampling.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";

/** SOF0 to SOF15, among them DHT, JPG and DAC, which are no frames. ITU-T T.81 Table B.1. */
const FIRST_FRAME = 0xc0;
const LAST_FRAME = 0xcf;
const NO_FRAMES = [0xc4, 0xc8, 0xcc];

/**
 * Pixels along x and y that share a sample of the second component, from the frame header; `undefined` for a stream
 * without one, or of other than three components. ITU-T T.81 §B.2.2, counted from the marker:
 *    0  4  marker, Lf
 *    4  5  P, Y, X
 *    9  1  Nf, components
 *   10  3  for each: Ci, Hi and Vi in 4 bits each, Tqi
 */
export function jpegSubsampling(stream: Bytes): readonly [x: number, y: number] | undefined {
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  for (let at = 2; at + 19 <= view.byteLength && view.getUint8(at) === 0xff; ) {
    const marker = view.getUint8(at + 1);
    if (marker >= FIRST_FRAME && marker <= LAST_FRAME && !NO_FRAMES.includes(marker)) {
      if (view.getUint8(at + 9) !== 3) return undefined;
      const [first, second] = [view.getUint8(at + 11), view.getUint8(at + 14)];
      const ratios = [
        Math.floor(first / 16) / Math.floor(second / 16),
        (first % 16) / (second % 16),
      ] as const;
      return ratios.every((ratio) => [1, 2, 4].includes(ratio)) ? ratios : undefined;
    }
    // Bytes of 0xff in front of a marker fill up. §B.1.1.2.
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return undefined;
}
