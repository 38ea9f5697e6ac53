/**
 * What is to be said of a collection before its images are converted.
 *
 * @module
 */

import type { ImageCollection } from "@chunkwright/ome";

/** A sentence for each thing that the source says and that no target has a place for. */
export function collectionWarnings({ warnings = [], associated = [] }: ImageCollection): readonly string[] {
  const names = associated.map(({ name }) => name).join(", ");
  return names === "" ? warnings : [...warnings, `associated images are left out: ${names}`];
}
