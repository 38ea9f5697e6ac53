/**
 * Warnings about a collection before its images are converted.
 *
 * @module
 */

import type { ImageCollection } from "@chunkwright/ome";

/** What may accompany the images of a collection. */
type Companion = "associated" | "labels" | "omeXml" | "plate";

/** A sentence for each thing in the source that could not be interpreted, or that the target has no place for. */
export function collectionWarnings(
  { warnings = [], associated = [], images, omeXml, plate }: ImageCollection,
  leftOut: readonly Companion[],
): readonly string[] {
  const names = associated.map(({ name }) => name);
  const labels = images.flatMap(({ labels: paths = [] }) => paths);
  const systems = new Set(images.flatMap(({ otherSystems = [] }) => otherSystems));
  const left = (companion: Companion, what: string, all: readonly string[]) =>
    all.length > 0 && leftOut.includes(companion) ? [`${what} are left out: ${all.join(", ")}`] : [];
  return [
    ...warnings,
    ...left("associated", "associated images", names),
    ...left("labels", "labels", labels),
    ...(systems.size > 0 ? [`coordinate systems are left out: ${[...systems].join(", ")}`] : []),
    ...(omeXml && leftOut.includes("omeXml") ? ["the source's OME-XML is left out"] : []),
    ...(plate && leftOut.includes("plate") ? ["the plate is left out: only its images are converted"] : []),
  ];
}
