/**
 * Labels of images as associated images, for targets without a hierarchy.
 *
 * @module
 */

import { type AssociatedImage, type ImageCollection, readNgffImages } from "@chunkwright/ome";
import type { Host } from "../../host.ts";
import type { OpenedSource } from "../../opened-source.ts";

/** The collection with the labels of its images as associated images, each under its path. */
export async function withLabels(
  collection: ImageCollection,
  { root }: OpenedSource,
  { signal }: Host,
): Promise<ImageCollection> {
  const found: AssociatedImage[] = [];
  for (const path of collection.images.flatMap(({ labels = [] }) => labels)) {
    const group = root?.kind === "group" ? await root.open(path, { signal }) : undefined;
    const labels = group?.kind === "group" ? await readNgffImages(group, { signal }) : undefined;
    const [image] = labels?.images ?? [];
    if (image) found.push({ name: path, image: { ...image, name: image.name || path } });
  }
  if (found.length === 0) return collection;
  return { ...collection, associated: [...(collection.associated ?? []), ...found] };
}
