/**
 * Which bytes of the file are read for a strip or tile: byte counts are often wrong.
 *
 * @module
 */

import type { StorageError } from "@chunkwright/core";
import { invalidTiff } from "../tiff-error.ts";
import type { ChunkPlace } from "./chunk-table.ts";
import { COMPRESSION_NONE, isCcitt } from "./compression.ts";
import type { ImageLayout } from "./image-layout.ts";

/** What a chunk is, as far as its bytes go. */
export interface StoredChunk {
  /** What errors call it. */
  readonly name: string;
  readonly compression: number;
  readonly layout: ImageLayout;
  /** Bytes of its elements without compression. */
  readonly byteLength: number;
}

/** Headers of a compressed chunk, an ICC profile in a JPEG stream say. */
const MAX_OVERHEAD = 2 ** 20;

/**
 * Bytes to read of a chunk; 0 if it is not stored, as in GDAL's sparse files. Byte counts without compression
 * are known beforehand: the stored one may be larger, and for an image of one strip, as in libtiff, also wrong or
 * missing. With compression they may reach beyond the end of the file: whether what is there is all of it shows when it is
 * decoded. What has no byte count reaches to the end of the file at most, as in libtiff, and so does a single strip of
 * CCITT whose byte count is 0.
 */
export function chunkLength(place: ChunkPlace, chunk: StoredChunk, fileSize: number): number {
  const { offset, byteCount } = place;
  const { name, compression, layout, byteLength } = chunk;
  if (offset === 0) return 0;
  const isSingleStrip =
    !layout.isTiled && layout.chunkShape.every((length, axis) => length >= layout.shape[axis]!);
  if (compression === COMPRESSION_NONE) {
    const length = isSingleStrip || byteCount === undefined ? byteLength : Math.min(byteCount, byteLength);
    if (offset + length <= fileSize) return length;
    throw outsideFile(`${length} bytes`, place, name, fileSize);
  }
  const isCounted = byteCount !== undefined && !(byteCount === 0 && isSingleStrip && isCcitt(compression));
  if (byteCount === 0 && isCounted) return 0;
  if (offset >= fileSize) throw outsideFile(`${byteCount ?? 1} bytes`, place, name, fileSize);
  // No encoder makes more of a chunk: what lies beyond is not read.
  return Math.min(isCounted ? byteCount : fileSize, fileSize - offset, 2 * byteLength + MAX_OVERHEAD);
}

/** Whether the file ends before the byte count does. */
export function isBeyondEnd({ offset, byteCount = 0 }: ChunkPlace, fileSize: number): boolean {
  return offset !== 0 && byteCount > fileSize - offset;
}

export function outsideFile(
  what: string,
  { offset }: ChunkPlace,
  name: string,
  fileSize: number,
): StorageError {
  return invalidTiff(`Cannot read ${name}: ${what} at ${offset} lie outside the file of ${fileSize} bytes`, {
    offset,
    section: "TIFF 6.0 §8",
  });
}
