/**
 * Names of axes as other programs have them: datasets that are dimension scales, attached to axes, and labels where there
 * are none. HDF5 Dimension Scale Specification 1.0 (H5DS); netCDF-4's dimensions are such scales, NetCDF Format
 * Specification, "NetCDF-4 Format".
 *
 * @module
 */

import { type ArrayInfo, ancestorsOf, joinPath } from "@chunkwright/core";
import { NO_VARIABLE } from "../object/dimension-names.ts";
import { SCALE_CLASS } from "../object/scale-attributes.ts";
import type { CompoundDatatype, Datatype } from "../type/datatype.ts";
import { netcdfDimension } from "./netcdf-dimension.ts";
import type { ObjectRegistry } from "./object-registry.ts";
import type { DatasetPlan } from "./plan-dataset.ts";
import { ReferenceTo } from "./reference-to.ts";
import { integer } from "./type/datatypes.ts";
import { numberAttribute, textAttribute } from "./value/typed-attribute.ts";

/** "netcdf4": every axis has a scale, if only for its length, so that netCDF-C knows all dimensions. */
export type Hdf5Dialect = "netcdf4";

/** What tells dimensions apart. */
interface Dimension {
  readonly name: string;
  readonly length: number;
  /** Whether it grows without limit: then what lies along it may be of several lengths, as in netCDF. */
  readonly isUnlimited: boolean;
}

interface Scale extends Dimension {
  readonly path: string;
  /** What it calls itself. */
  readonly ownName: string;
  /** Axes that it is attached to, by path of their dataset. */
  readonly uses: { readonly path: string; readonly axis: number }[];
}

const OBJECT_REFERENCE: Datatype = { class: "reference", byteLength: 8, kind: "object" };
const DIMENSION_LIST: Datatype = { class: "vlen", byteLength: 16, base: OBJECT_REFERENCE };
/** The type that libhdf5 gives REFERENCE_LIST, padding included. */
const REFERENCE_LIST: CompoundDatatype = {
  class: "compound",
  byteLength: 16,
  members: [
    { name: "dataset", byteOffset: 0, datatype: OBJECT_REFERENCE },
    { name: "dimension", byteOffset: 8, datatype: integer(4, true) },
  ],
};

/**
 * A dataset of one axis that has the name of that axis is the scale of axes of that name and length, or without limit as
 * it is, in its group and below, as xarray and netCDF have it; so is what says that it is a scale.
 */
export function attachScales(objects: ObjectRegistry, dialect: Hdf5Dialect | undefined): void {
  const scales: Scale[] = [];
  const others: { readonly path: string; readonly plan: DatasetPlan }[] = [];
  for (const [path, { plan }] of objects.datasets()) {
    const name = scaleName(path, plan.info);
    if (name === undefined) others.push({ path, plan });
    else scales.push({ path, ...dimensionOf(plan, 0, name), ownName: name, uses: [] });
  }
  for (const { path, plan } of others) {
    const names = axisNames(plan.info, dialect);
    const found = names.map((name, axis) => {
      if (name === "") return undefined;
      const wanted = dimensionOf(plan, axis, name);
      const known = findScale(scales, path, wanted);
      if (known || dialect === undefined) return known;
      const made = createDimension(objects, path, wanted);
      scales.push(made);
      return made;
    });
    attach(objects, path, names, found);
  }
  for (const [id, scale] of scales.entries()) describeScale(objects, scale, dialect && id);
  if (dialect) objects.setAttribute("", "_NCProperties", textAttribute(NETCDF_PROPERTIES));
}

/** The version of the text, and who wrote the file. */
const NETCDF_PROPERTIES = "version=2,chunkwright=1";

function dimensionOf({ info, maxShape }: DatasetPlan, axis: number, name: string): Dimension {
  const isUnlimited = axis < maxShape.length && maxShape[axis] === undefined;
  return { name, length: info.shape[axis]!, isUnlimited };
}

/** `undefined` for what is no scale. */
function scaleName(path: string, { shape, attributes, dimensionNames }: ArrayInfo): string | undefined {
  if (shape.length !== 1) return undefined;
  const own = path.slice(path.lastIndexOf("/") + 1);
  if (attributes.CLASS !== SCALE_CLASS) return dimensionNames?.[0] === own ? own : undefined;
  const { NAME: name } = attributes;
  return typeof name === "string" && name !== "" && !name.startsWith(NO_VARIABLE) ? name : own;
}

/** In netCDF every axis has a name, and no two of an array the same. */
function axisNames(
  { shape, dimensionNames }: ArrayInfo,
  dialect: Hdf5Dialect | undefined,
): readonly string[] {
  const names: string[] = [];
  for (const [axis, length] of shape.entries()) {
    const own = dimensionNames?.[axis] || (dialect ? `dimension_${length}` : "");
    const isTaken = dialect !== undefined && names.includes(own);
    names.push(isTaken ? `${own}_${axis}` : own);
  }
  return names;
}

/** The nearest in the groups around `path`. */
function findScale(
  scales: readonly Scale[],
  path: string,
  { name, length, isUnlimited }: Dimension,
): Scale | undefined {
  const fitting = scales.filter(
    (scale) => scale.name === name && (scale.length === length || (scale.isUnlimited && isUnlimited)),
  );
  for (const group of ancestorsOf(path).toReversed()) {
    const found = fitting.find((scale) => groupOf(scale.path) === group);
    if (found) return found;
  }
  return undefined;
}

/** A dimension without a variable, in the group of `path`: by its name, if nothing else has it. */
function createDimension(objects: ObjectRegistry, path: string, { name, length }: Dimension): Scale {
  const plain = name.replaceAll("/", "_");
  const isFree = (candidate: string) => !objects.has(joinPath(groupOf(path), candidate));
  let free = isFree(plain) ? plain : `${plain}_${length}`;
  for (let n = 2; !isFree(free); n += 1) free = `${plain}_${length}_${n}`;
  const made = joinPath(groupOf(path), free);
  objects.add(made, { kind: "values", dataset: netcdfDimension(length), attributes: {} });
  const ownName = `${NO_VARIABLE}${String(length).padStart(10)}`;
  return { path: made, name, length, isUnlimited: false, ownName, uses: [] };
}

function attach(
  objects: ObjectRegistry,
  path: string,
  names: readonly string[],
  found: readonly (Scale | undefined)[],
): void {
  for (const [axis, scale] of found.entries()) scale?.uses.push({ path, axis });
  if (found.some((scale) => scale)) {
    const values = found.map((scale) => (scale ? [new ReferenceTo(scale.path)] : []));
    const list = { datatype: DIMENSION_LIST, shape: [values.length], values };
    objects.setAttribute(path, "DIMENSION_LIST", list);
  }
  const isLabelled = names.some((name, axis) => name !== "" && !found[axis]);
  if (isLabelled) objects.setAttribute(path, "DIMENSION_LABELS", { texts: names, shape: [names.length] });
}

/** netCDF-4 numbers its dimensions. */
function describeScale(
  objects: ObjectRegistry,
  { path, ownName, uses }: Scale,
  id: number | undefined,
): void {
  objects.setAttribute(path, "CLASS", textAttribute(SCALE_CLASS));
  if (!objects.hasAttribute(path, "NAME")) objects.setAttribute(path, "NAME", textAttribute(ownName));
  if (id !== undefined) {
    const number = numberAttribute("int32", Int32Array.of(id), []);
    objects.setAttribute(path, "_Netcdf4Dimid", number);
  }
  if (uses.length === 0) return;
  const values = uses.map((use) => ({ dataset: new ReferenceTo(use.path), dimension: use.axis }));
  const list = { datatype: REFERENCE_LIST, shape: [values.length], values };
  objects.setAttribute(path, "REFERENCE_LIST", list);
}

function groupOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
