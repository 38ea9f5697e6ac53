/**
 * Long uncompressed strips as several chunks: rows lie one behind the other, so any run of them is a byte range too.
 * Without this an image in a single strip could only be read whole.
 *
 * @module
 */

import { checkChunkIndex, chunkExtent, type LocatedChunkSource } from "@chunkwright/core";

export interface StripRows {
  /** Which axis of the array counts rows. */
  readonly rowAxis: number;
  /** Bytes of a row as stored. */
  readonly rowBytes: number;
}

/** Strips up to this size stay as they are. */
const LONGEST_STRIP = 2 ** 21;
/** Chunks are as many rows as fit, and strips stay whole where even that would leave chunks shorter than the least. */
const MOST_BYTES = 2 ** 20;
const LEAST_BYTES = 2 ** 15;

/** Where the chunks of an array are. */
export type LocatedChunks = Pick<LocatedChunkSource, "info" | "locateChunk">;

/** Strips without compression, of which all bytes are stored, in chunks of fewer rows; as they are if they are short. */
export function splitStrips(strips: LocatedChunks, { rowAxis, rowBytes }: StripRows): LocatedChunks {
  const { shape, chunkShape } = strips.info;
  const rowsPerStrip = chunkShape[rowAxis]!;
  const rows = rowsPerChunk(rowsPerStrip, shape[rowAxis]!, rowBytes);
  if (rows === rowsPerStrip) return strips;
  const info = { ...strips.info, chunkShape: chunkShape.with(rowAxis, rows) };
  return {
    info,
    async locateChunk(index, options) {
      checkChunkIndex(info, index);
      const firstRow = index[rowAxis]! * rows;
      const strip = Math.floor(firstRow / rowsPerStrip);
      const location = await strips.locateChunk(index.with(rowAxis, strip), options);
      if (!location) return undefined;
      const extent = chunkExtent(info, index);
      const skipped = (firstRow - strip * rowsPerStrip) * rowBytes;
      const length = extent[rowAxis]! * rowBytes;
      return { ...location, offset: location.offset + skipped, length, shape: extent };
    },
  };
}

/** A divisor of the strip's rows, so that chunks lie in a regular grid; any number if there is one strip. */
function rowsPerChunk(rowsPerStrip: number, height: number, rowBytes: number): number {
  if (rowsPerStrip * rowBytes <= LONGEST_STRIP) return rowsPerStrip;
  const most = Math.max(1, Math.floor(MOST_BYTES / rowBytes));
  if (rowsPerStrip >= height) return most;
  let rows = most;
  while (rowsPerStrip % rows !== 0) rows -= 1;
  return rows * rowBytes >= LEAST_BYTES ? rows : rowsPerStrip;
}
