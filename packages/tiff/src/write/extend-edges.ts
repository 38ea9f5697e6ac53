/**
 * What lies beyond the edge of an image in a tile that is encoded with loss.
 *
 * @module
 */

import type { Bytes, Shape } from "@chunkwright/core";

/**
 * Repeats the last column and row of the image to the end of a tile `[y, x, s]` or `[y, x]`, of whose elements `extent`
 * belong to it: any other content would shine through into the pixels beside it.
 */
export function extendEdges(samples: Bytes, [rows = 0, columns = 0, count = 1]: Shape, extent: Shape): void {
  const [height = 0, width = 0] = extent;
  const rowBytes = columns * count;
  for (let row = 0; row < height; row += 1) {
    const start = row * rowBytes;
    const last = start + (width - 1) * count;
    for (let at = last + count; at < start + rowBytes; at += count) {
      samples.copyWithin(at, last, last + count);
    }
  }
  for (let row = height; row < rows; row += 1) {
    samples.copyWithin(row * rowBytes, (height - 1) * rowBytes, height * rowBytes);
  }
}
