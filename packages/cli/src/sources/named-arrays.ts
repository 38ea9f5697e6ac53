/**
 * The arrays of an OME-Zarr that nothing can list, as on a plain web server: those that its images are made of.
 *
 * @module
 */

import { type CallOptions, type Group, isStorageError, StorageError } from "@chunkwright/core";
import { type ImageCollection, readNgffImages } from "@chunkwright/ome";
import type { SourceArray } from "../opened-source.ts";

/** The levels of the images and of their labels, by the paths that their nodes tell; an error where there are none. */
export async function* namedArrays(
  root: Group,
  images: () => Promise<ImageCollection | undefined>,
  options?: CallOptions,
): AsyncGenerator<SourceArray> {
  try {
    const collection = await images();
    if (!collection) {
      const fact = "Cannot list the group: neither the store nor its metadata can, and it is no image";
      throw new StorageError("unsupported", fact, { format: "zarr", feature: "listing" });
    }
    yield* levelsOf(collection);
    for (const path of collection.images.flatMap(({ labels = [] }) => labels)) {
      const group = await root.open(path, options);
      const labels = group?.kind === "group" ? await readNgffImages(group, options) : undefined;
      if (labels) yield* levelsOf(labels);
    }
  } catch (error) {
    if (!isStorageError(error)) throw error;
    yield { path: "", error };
  }
}

function* levelsOf({ images }: ImageCollection): Generator<SourceArray> {
  for (const { levels } of images) {
    for (const { source } of levels) {
      if ("path" in source && typeof source.path === "string") yield { path: source.path, source };
    }
  }
}
