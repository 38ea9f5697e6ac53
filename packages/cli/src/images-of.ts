/**
 * The images of a source, for commands that need some.
 *
 * @module
 */

import { type CallOptions, StorageError } from "@chunkwright/core";
import type { ImageCollection } from "@chunkwright/ome";
import type { OpenedSource } from "./opened-source.ts";

/** Rejects with "unsupported" if there are none, saying that one cannot `action`. */
export async function imagesOf(
  source: OpenedSource,
  action: string,
  options: CallOptions,
): Promise<ImageCollection> {
  const collection = await source.images(options);
  if (collection && collection.images.length > 0) return collection;
  throw new StorageError(
    "unsupported",
    `Cannot ${action}: it holds no image; --image with the path of an array makes one of that`,
    { format: source.format, feature: "source without images" },
  );
}
