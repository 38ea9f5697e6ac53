/**
 * Chunks that decode to more or less than belongs to them, which libtiff and tifffile read all the same.
 *
 * @module
 */

import {
  type Chunk,
  type ChunkCoder,
  type ChunkIndex,
  type EncodedChunk,
  isStorageError,
  type ReadOptions,
  resizeChunk,
} from "@chunkwright/core";
import { COMPRESSION_NONE, isPicture } from "./compression.ts";
import type { Image } from "./image.ts";
import { withTrailingBytes } from "./image-codecs.ts";
import { croppedShapes } from "./image-layout.ts";

/**
 * A chunk that was compressed with more than belongs to it: rows below the image in its last strip, although TIFF 6.0 §8
 * ends it with the image, or padding; or with less: a cropped tile. `undefined` if it is neither. `read` reads the chunk,
 * once for each attempt, as decoding may give its bytes away.
 */
export async function readMisfit(
  { fields, layout }: Pick<Image, "fields" | "layout">,
  index: ChunkIndex,
  coder: ChunkCoder,
  read: () => Promise<EncodedChunk>,
  options?: ReadOptions,
): Promise<Chunk | undefined> {
  const { compression } = fields;
  if (compression === COMPRESSION_NONE) return undefined;
  const { isTiled, chunkShape } = layout;
  const shapes = isTiled ? croppedShapes(layout, index) : [chunkShape];
  const attempts: readonly ((encoded: EncodedChunk) => EncodedChunk)[] = [
    ...shapes.map((shape) => (encoded: EncodedChunk) => ({ ...encoded, shape })),
    ...(isPicture(compression) ? [] : [withSurplus]),
  ];
  for (const attempt of attempts) {
    const encoded = attempt(await read());
    try {
      return resizeChunk(await coder.decode(encoded, options), chunkShape);
    } catch (error) {
      if (!isStorageError(error, "codec")) throw error;
    }
  }
  return undefined;
}

function withSurplus(encoded: EncodedChunk): EncodedChunk {
  return { ...encoded, codecs: withTrailingBytes(encoded.codecs) };
}
