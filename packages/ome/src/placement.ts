/**
 * Where elements lie in physical space: the scale and translation of OME-NGFF's coordinate transformations.
 *
 * @module
 */

import type { Json, JsonObject } from "@chunkwright/core";
import {
  invalidNgff,
  listField,
  numberField,
  objectField,
  textField,
  unsupportedNgff,
} from "./ngff/ngff-fields.ts";

/** physical = scale * index + translation, along each axis. */
export interface Placement {
  readonly scale: readonly number[];
  readonly translation: readonly number[];
}

/**
 * `coordinateTransformations` of a dataset or a multiscale: one scale, then at most one translation. `undefined`
 * without any. OME-NGFF 0.4 and OME-Zarr 0.5, "coordinateTransformations" metadata.
 */
export function parsePlacement(fields: JsonObject, rank: number, where: string): Placement | undefined {
  if (fields.coordinateTransformations === undefined) return undefined;
  const list = `${where}.coordinateTransformations`;
  const transforms = listField(fields.coordinateTransformations, list).map((item) => objectField(item, list));
  const types = transforms.map(({ type }) => type).join(", ");
  if (types !== "scale" && types !== "scale, translation") {
    throw invalidNgff(`${list} are [${types}], not a scale and perhaps a translation`);
  }
  return composeAll(transforms, rank, where);
}

/**
 * A transformation that is a scale and a translation: identity, scale, translation, and sequences of them. Throws
 * "unsupported" for the others. OME-Zarr 0.6, "Transformation types".
 */
export function parseTransformation(transform: JsonObject, rank: number, where: string): Placement {
  const type = textField(transform.type, `${where}.type`);
  switch (type) {
    case "identity":
      return unitPlacement(rank);
    case "scale":
      return { ...unitPlacement(rank), scale: vector(transform, type, rank, where) };
    case "translation":
      return { ...unitPlacement(rank), translation: vector(transform, type, rank, where) };
    case "sequence": {
      const list = `${where}.transformations`;
      const steps = listField(transform.transformations, list).map((item) => objectField(item, list));
      return composeAll(steps, rank, where);
    }
    default:
      throw unsupportedNgff(`a transformation of type ${type}`);
  }
}

/** `after` applied to what `first` gives. */
export function compose(first: Placement, after: Placement): Placement {
  return {
    scale: first.scale.map((size, axis) => size * after.scale[axis]!),
    translation: first.translation.map(
      (offset, axis) => offset * after.scale[axis]! + after.translation[axis]!,
    ),
  };
}

function composeAll(transforms: readonly JsonObject[], rank: number, where: string): Placement {
  return transforms
    .map((transform) => parseTransformation(transform, rank, where))
    .reduce(compose, unitPlacement(rank));
}

function unitPlacement(rank: number): Placement {
  return { scale: new Array<number>(rank).fill(1), translation: new Array<number>(rank).fill(0) };
}

function vector(transform: JsonObject, type: string, rank: number, where: string): readonly number[] {
  if (transform[type] === undefined && transform.path !== undefined) {
    throw unsupportedNgff(`a ${type} stored as an array`);
  }
  const values = listField(transform[type], `${where}.${type}`).map((value: Json) =>
    numberField(value, `${where}.${type}`),
  );
  if (values.length === rank) return values;
  throw invalidNgff(`${where}.${type} has ${values.length} numbers for ${rank} axes`);
}
