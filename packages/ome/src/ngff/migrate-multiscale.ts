/**
 * One multiscale in the notation of another version: axes and transformations stated, or left implicit.
 *
 * @module
 */

import { type Axis, type Json, type JsonObject, type Shape, StorageError } from "@chunkwright/core";
import { typeOfAxisName } from "../axis-names.ts";
import { levelFactors } from "../level-scale.ts";
import { axisJson } from "./ngff-attributes.ts";
import { invalidNgff, listField, objectField } from "./ngff-fields.ts";
import { isFrom, type ReleasedNgffVersion } from "./ngff-version.ts";
import { IMPLIED_AXES } from "./parse-axes.ts";
import { type NgffDataset, parseMultiscales } from "./parse-ngff.ts";

/** The error for a version that cannot express what is to be kept. */
export function unplacedNgff(version: ReleasedNgffVersion, what: string): StorageError<"unsupported"> {
  return new StorageError("unsupported", `Cannot write OME-NGFF ${version}: it has no place for ${what}`, {
    format: "ome-ngff",
    feature: what,
  });
}

/**
 * `shapes` holds those of the datasets, by path; they are needed where a version before 0.4 is on either side. The
 * member `version` is left as it is.
 */
export function migrateMultiscale(
  multiscale: JsonObject,
  version: ReleasedNgffVersion,
  shapes: ReadonlyMap<string, Shape>,
): JsonObject {
  const wrapped = {
    version: isPlaced(multiscale) ? ("0.5" as const) : undefined,
    fields: { multiscales: [multiscale] },
  };
  const [parsed] = parseMultiscales(wrapped);
  if (!parsed) throw invalidNgff("multiscales is empty");
  const { axes, datasets } = parsed;
  const factors = datasets.map(({ path }) => factorsOf(path, datasets, shapes));
  if (isFrom(version, "0.4")) {
    if (isPlaced(multiscale)) return multiscale;
    return withDatasets({ ...multiscale, axes: axes.map(axisJson) }, (dataset, i) => ({
      ...dataset,
      coordinateTransformations: [{ type: "scale", scale: factors[i]?.() ?? [] }],
    }));
  }
  if (isPlaced(multiscale)) {
    checkImplied(multiscale, axes, version);
    for (const [i, dataset] of datasets.entries()) checkPlacement(dataset, factors[i]?.() ?? [], version);
  }
  const { axes: _, coordinateTransformations: __, ...rest } = multiscale;
  const names = axes.map(({ name }) => name);
  if (version !== "0.3" && names.join() !== IMPLIED_AXES.join()) {
    throw unplacedNgff(version, `the axes ${names.join(", ")}: it knows t, c, z, y, x alone`);
  }
  return withDatasets(
    { ...rest, ...(version === "0.3" && { axes: names }) },
    ({ coordinateTransformations: _, ...dataset }) => dataset,
  );
}

/** Whether axes are objects and datasets have transformations: as from 0.4. */
function isPlaced({ axes }: JsonObject): boolean {
  return Array.isArray(axes) && axes.some((axis: Json) => typeof axis !== "string");
}

function withDatasets(
  multiscale: JsonObject,
  change: (dataset: JsonObject, index: number) => JsonObject,
): JsonObject {
  const datasets = listField(multiscale.datasets, "datasets");
  return {
    ...multiscale,
    datasets: datasets.map((dataset, i) => change(objectField(dataset, `datasets[${i}]`), i)),
  };
}

/** The scale that versions before 0.4 imply for a level: by how much it was reduced. */
function factorsOf(
  path: string,
  [finest]: readonly NgffDataset[],
  shapes: ReadonlyMap<string, Shape>,
): () => readonly number[] {
  return () => {
    const shape = shapes.get(path);
    const first = finest && shapes.get(finest.path);
    if (!shape || !first) throw invalidNgff(`the shape of dataset ${path} is not known`);
    if (shape.length === first.length) return levelFactors(first, shape);
    throw invalidNgff(`dataset ${path} has ${shape.length} dimensions, the first has ${first.length}`);
  };
}

/** The names must say what the axes are, and be in the order of 0.3. */
function checkImplied(multiscale: JsonObject, axes: readonly Axis[], version: ReleasedNgffVersion): void {
  for (const { name, type, unit } of axes) {
    if (unit !== undefined) throw unplacedNgff(version, `the unit ${unit} of axis ${name}`);
    const implied = typeOfAxisName(name);
    if (implied === undefined || implied !== type) {
      throw unplacedNgff(version, `axis ${name} of type ${type ?? "none"}`);
    }
  }
  const places = axes.map(({ name }) => IMPLIED_AXES.indexOf(name));
  if (places.some((place, i) => i > 0 && place < places[i - 1]!)) {
    throw unplacedNgff(version, `axes in the order ${axes.map(({ name }) => name).join(", ")}`);
  }
  for (const axis of listField(multiscale.axes, "axes")) {
    const other = Object.keys(objectField(axis, "axes")).find((name) => name !== "name" && name !== "type");
    if (other !== undefined) throw unplacedNgff(version, `the member ${other} of an axis`);
  }
}

function checkPlacement(
  { path, placement }: NgffDataset,
  factors: readonly number[],
  version: ReleasedNgffVersion,
): void {
  const { scale = factors, translation = [] } = placement ?? {};
  if (scale.join() !== factors.join()) {
    throw unplacedNgff(version, `the scale ${scale.join(", ")} of dataset ${path}`);
  }
  if (translation.some((offset) => offset !== 0)) {
    throw unplacedNgff(version, `the translation ${translation.join(", ")} of dataset ${path}`);
  }
}
