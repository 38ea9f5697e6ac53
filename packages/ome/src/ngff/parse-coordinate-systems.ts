/**
 * Axes and placements of images in OME-Zarr 0.6, where coordinate systems have names and transformations lead from
 * one to another.
 *
 * @module
 */

import { type Axis, isJsonObject, type Json, type JsonObject } from "@chunkwright/core";
import { compose, type Placement, parseTransformation } from "../placement.ts";
import { invalidNgff, listField, objectField, pathField, textField, unsupportedNgff } from "./ngff-fields.ts";
import { parseAxes } from "./parse-axes.ts";

export interface PlacedDatasets {
  readonly axes: readonly Axis[];
  /** The same as the document has them. */
  readonly statedAxes: readonly Json[];
  /** Names of the coordinate systems that these are not the axes of. */
  readonly otherSystems: readonly string[];
  readonly datasets: readonly { readonly path: string; readonly placement: Placement }[];
}

/**
 * The intrinsic coordinate system, into which every dataset is transformed, and where its datasets lie in it.
 * Transformations from there into other systems are not applied: the intrinsic one "should be used for viewing". Only
 * where its axes are array axes, which measure nothing, the first system that they lead to is taken instead. OME-Zarr
 * 0.6, "multiscales" metadata.
 */
export function parseSystems(multiscale: JsonObject): PlacedDatasets {
  const systems = parseSystemList(multiscale.coordinateSystems);
  const datasets = listField(multiscale.datasets, "datasets").map((item, i) => {
    const dataset = objectField(item, `datasets[${i}]`);
    const where = `datasets[${i}].coordinateTransformations`;
    const [transform, ...others] = listField(dataset.coordinateTransformations, where);
    if (others.length > 0) throw invalidNgff(`${where} has ${others.length + 1} transformations, not one`);
    return {
      path: pathField(dataset.path, `datasets[${i}].path`),
      transform: objectField(transform, `${where}[0]`),
      where: `${where}[0]`,
    };
  });
  const [system, ...others] = new Set(
    datasets.map(({ transform, where }) => systemName(transform.output, `${where}.output`)),
  );
  if (system === undefined) throw invalidNgff("datasets is empty");
  if (others.length > 0) {
    throw invalidNgff(`datasets are transformed into different systems: ${[system, ...others].join(", ")}`);
  }
  const intrinsic = axesOf(systems, system);
  const target = isArraySystem(intrinsic)
    ? followOn(multiscale, systems, system)
    : { name: system, axes: intrinsic, after: undefined };
  const axes = parseAxes(target.axes);
  return {
    axes,
    statedAxes: target.axes,
    otherSystems: [...systems]
      .filter(([name, axes]) => name !== target.name && !isArraySystem(axes))
      .map(([name]) => name),
    datasets: datasets.map(({ path, transform, where }) => {
      const own = parseTransformation(transform, axes.length, where);
      const { after } = target;
      return {
        path,
        placement: after ? compose(own, parseTransformation(after, axes.length, "multiscales")) : own,
      };
    }),
  };
}

type Systems = ReadonlyMap<string, readonly Json[]>;

function parseSystemList(value: Json | undefined): Systems {
  const systems = new Map<string, readonly Json[]>();
  for (const [i, item] of listField(value, "coordinateSystems").entries()) {
    const system = objectField(item, `coordinateSystems[${i}]`);
    const name = textField(system.name, `coordinateSystems[${i}].name`);
    if (systems.has(name)) throw invalidNgff(`there are two coordinate systems ${name}`);
    systems.set(name, listField(system.axes, `coordinateSystems[${i}].axes`));
  }
  return systems;
}

function axesOf(systems: Systems, name: string): readonly Json[] {
  const axes = systems.get(name);
  if (axes) return axes;
  throw invalidNgff(
    `there is no coordinate system ${name}, only ${[...systems.keys()].join(", ") || "none"}`,
  );
}

/** OME-Zarr 0.6, "Array coordinate systems". */
function isArraySystem(axes: readonly Json[]): boolean {
  return axes.length > 0 && axes.every((axis) => isJsonObject(axis) && axis.type === "array");
}

/** Where the transformations of the multiscale lead from the array system `name`. */
function followOn(
  multiscale: JsonObject,
  systems: Systems,
  name: string,
): { readonly name: string; readonly axes: readonly Json[]; readonly after: JsonObject } {
  const where = "multiscales.coordinateTransformations";
  const list = multiscale.coordinateTransformations ?? [];
  for (const [i, item] of listField(list, where).entries()) {
    const transform = objectField(item, `${where}[${i}]`);
    if (systemName(transform.input, `${where}[${i}].input`) !== name) continue;
    const output = systemName(transform.output, `${where}[${i}].output`);
    const axes = axesOf(systems, output);
    if (!isArraySystem(axes)) return { name: output, axes, after: transform };
  }
  throw unsupportedNgff(`the coordinate system ${name}, whose axes are those of an array`);
}

/** A reference by `name`; drafts of 0.6, and test files of the candidate itself, have the mere name. */
function systemName(reference: Json | undefined, where: string): string {
  return textField(isJsonObject(reference) ? reference.name : reference, where);
}
