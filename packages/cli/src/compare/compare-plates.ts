/**
 * Whether the same images lie in the same wells of two plates.
 *
 * @module
 */

import { fieldPaths, type Plate, type PlateAcquisition } from "@chunkwright/ome";
import type { Expect } from "./compare-images.ts";

/** B may have more rows and columns, but must have those of A, and all that A says of acquisitions. */
export function comparePlates(a: Plate, b: Plate | undefined, expectSame: Expect): void {
  if (!b) {
    expectSame("source", "plate", a.name ?? "a plate", "none");
    return;
  }
  expectSame("plate", "name", a.name, b.name);
  for (const axis of ["rows", "columns"] as const) {
    const missing = a[axis].filter((name) => !b[axis].includes(name));
    expectSame("plate", axis, missing.length > 0 ? missing : undefined, []);
  }
  const [paths, others] = [fieldPaths(a), fieldPaths(b)];
  const [runs, otherRuns] = [acquisitionIds(a), acquisitionIds(b)];
  for (const [image, path] of paths) {
    expectSame(`image ${image}`, "field", path, others.get(image));
    expectSame(`image ${image}`, "acquisition", runs.get(image), otherRuns.get(image));
  }
  for (const acquisition of a.acquisitions) compareAcquisitions(acquisition, b, expectSame);
}

function compareAcquisitions(a: PlateAcquisition, { acquisitions }: Plate, expectSame: Expect): void {
  const b = acquisitions.find(({ id }) => id === a.id);
  const names = ["id", "name", "description", "startTime", "endTime", "maximumFieldCount"] as const;
  for (const name of names) expectSame(`acquisition ${a.id}`, name, a[name], b?.[name]);
}

/** By image. */
function acquisitionIds({ wells }: Plate): ReadonlyMap<number, number | undefined> {
  return new Map(
    wells.flatMap(({ fields }) => fields.map(({ image, acquisition }) => [image, acquisition] as const)),
  );
}
