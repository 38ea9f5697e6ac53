/**
 * Names of the fields of a plate.
 *
 * @module
 */

import type { Image } from "../image-model.ts";

/**
 * The images with their own names, if those tell all fields of a plate apart, else fields are named by their path
 * (`B/3/0`). `paths` has that of each field by the number of its image.
 */
export function nameFields(images: readonly Image[], paths: ReadonlyMap<number, string>): readonly Image[] {
  const names = [...paths.keys()].map((image) => images[image]?.name);
  if (!names.includes("") && new Set(names).size === names.length) return images;
  return images.map((image, i) => ({ ...image, name: paths.get(i) ?? image.name }));
}
