/**
 * Rules about the arrays of an image: that they are what its metadata says.
 *
 * @module
 */

import {
  type ChunkSource,
  type Group,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonEquals,
  showJson,
} from "@chunkwright/core";
import { isFrom, type ReadableNgffVersion } from "../ngff-version.ts";
import { IMPLIED_AXES } from "../parse-axes.ts";
import type { Checker } from "./checker.ts";

/** An image of `multiscales` as far as it can be recognised, with the arrays that its datasets name. */
export interface StoredImage {
  readonly multiscale: JsonObject;
  /** "multiscales[0]". */
  readonly member: string;
  readonly levels: readonly StoredLevel[];
  /** Attributes of the group. */
  readonly attributes: JsonObject;
}

export interface StoredLevel {
  readonly path: string;
  readonly dataset: JsonObject;
  /** The node at the path. */
  readonly node: Group | ChunkSource | undefined;
}

/** OME-NGFF 0.4, "multiscales" metadata, "Images". */
export function checkArrays({ multiscale, member, levels, attributes }: StoredImage, check: Checker): void {
  const axes = axisNames(multiscale, check.version);
  let above: { readonly path: string; readonly array: ChunkSource } | undefined;
  for (const { path, dataset, node } of levels) {
    if (node?.kind !== "array") {
      check.fail(
        "arrays/stored",
        `dataset ${path} of ${member} is ${node ? "a group, not an array" : "absent"}`,
      );
      continue;
    }
    const { shape } = node.info;
    if (axes && shape.length !== axes.length) {
      check.fail("arrays/rank", `${path} has ${shape.length} dimensions, but there are ${axes.length} axes`);
    }
    checkVectors(dataset, shape.length, path, check);
    checkVectors(multiscale, shape.length, member, check);
    checkFormat(node, path, check);
    checkDimensionNames(node, path, axes, attributes, check);
    if (above) checkOrder(above.array, node, [above.path, path], check);
    above = { path, array: node };
  }
}

/** Axes by name, one for each dimension; `undefined` where they cannot be recognised. */
function axisNames(multiscale: JsonObject, version: ReadableNgffVersion): readonly Json[] | undefined {
  if (!isFrom(version, "0.3")) return IMPLIED_AXES;
  const systems = multiscale.coordinateSystems;
  const holder = version === "0.6" ? (Array.isArray(systems) ? systems[0] : undefined) : multiscale;
  const axes = isJsonObject(holder) ? holder.axes : undefined;
  if (!Array.isArray(axes)) return undefined;
  return axes.map((axis: Json) => (isJsonObject(axis) ? (axis.name ?? null) : axis));
}

/** "The length of the scale and translation array MUST be the same as the length of axes", which is the array's. */
function checkVectors(
  { coordinateTransformations }: JsonObject,
  rank: number,
  where: string,
  check: Checker,
): void {
  if (!Array.isArray(coordinateTransformations)) return;
  for (const transform of coordinateTransformations) {
    for (const type of ["scale", "translation"]) {
      const vector = isJsonObject(transform) ? transform[type] : undefined;
      if (!Array.isArray(vector) || vector.length === rank) continue;
      const fact = `the ${type} of ${where} has ${vector.length} numbers for ${rank} dimensions`;
      check.fail("arrays/placement", fact);
    }
  }
}

/** Zarr v2 up to 0.4, v3 from 0.5; chunks nested in folders from 0.2, and not in 0.1. */
function checkFormat(array: ChunkSource, path: string, check: Checker): void {
  const format = zarrFormatOf(array);
  if (format === undefined) return;
  const wanted = isFrom(check.version, "0.5") ? 3 : 2;
  if (format !== wanted) {
    check.fail("document/zarr-format", `${path} is a Zarr v${format} array, not v${wanted}`);
  } else if (format === 2 && array.info.shape.length > 1) {
    const metadata = "metadata" in array && isJsonObject(array.metadata) ? array.metadata : {};
    const separator = metadata.dimension_separator ?? ".";
    const needed = check.version === "0.1" ? "." : "/";
    if (separator !== needed) {
      check.fail(
        "arrays/separator",
        `${path} has the dimension separator ${showJson(separator)}, not "${needed}"`,
      );
    }
  }
}

/** The version of Zarr that a node is stored in, if it says so. */
export function zarrFormatOf(node: Group | ChunkSource): 2 | 3 | undefined {
  if (!("zarrFormat" in node)) return undefined;
  return node.zarrFormat === 2 || node.zarrFormat === 3 ? node.zarrFormat : undefined;
}

/** `dimension_names` repeat the axes in 0.5; in 0.3 `_ARRAY_DIMENSIONS` do, of the group or of the arrays. */
function checkDimensionNames(
  { info }: ChunkSource,
  path: string,
  axes: readonly Json[] | undefined,
  attributes: JsonObject,
  check: Checker,
): void {
  if (!axes || (check.version !== "0.3" && check.version !== "0.5")) return;
  const inGroup = check.version === "0.3" ? attributes._ARRAY_DIMENSIONS : undefined;
  const names = info.dimensionNames ?? inGroup;
  if (names === undefined) {
    const member = check.version === "0.3" ? "_ARRAY_DIMENSIONS" : "dimension_names";
    check.fail("arrays/dimension-names", `${path} has no ${member}`);
  } else if (!jsonEquals(names, axes)) {
    check.fail(
      "arrays/dimension-names",
      `${path} has the dimensions ${showJson(names)}, but the axes ${showJson(axes)}`,
    );
  }
}

/** "The paths MUST be ordered from largest (i.e. highest resolution) to smallest." */
function checkOrder(
  finer: ChunkSource,
  coarser: ChunkSource,
  [finerPath, path]: readonly [string, string],
  check: Checker,
): void {
  const [above, below] = [finer.info.shape, coarser.info.shape];
  if (above.length !== below.length) {
    check.fail("arrays/rank", `${path} has ${below.length} dimensions, ${finerPath} has ${above.length}`);
  } else if (below.some((length, axis) => length > above[axis]!)) {
    check.fail(
      "arrays/order",
      `${path} of ${showJson(below)} is larger than ${finerPath} of ${showJson(above)}`,
    );
  }
}
