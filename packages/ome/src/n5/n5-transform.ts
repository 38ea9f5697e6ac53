/**
 * Where the elements of an N5 dataset lie, as its own attributes say in the notation of COSEM or in the canonical one
 * of n5-universe.
 *
 * @module
 */

import { isJsonObject, type Json, type JsonObject, showJson } from "@chunkwright/core";
import { compose, type Placement } from "../placement.ts";
import { invalidN5Image, numbersField } from "./n5-fields.ts";

/** What attributes say of a dataset, slowest axis first. */
export interface N5Transform extends Placement {
  /** Names of the axes, if they are stated. */
  readonly names?: readonly string[];
  /** A unit for each axis, or one for all axes of space. */
  readonly units?: readonly string[] | string;
  /** What could not be interpreted, as a clause. */
  readonly loss?: string;
}

/**
 * COSEM's `transform`: `axes`, `scale`, `translate` and `units`, slowest axis first although `dimensions` are not.
 * Where the labels are those of the array in another order, the labels count. `undefined` for what is not such an
 * object.
 */
export function cosemTransform(value: Json | undefined, names: readonly string[]): N5Transform | undefined {
  if (!isJsonObject(value) || !Array.isArray(value.axes) || value.scale === undefined) return undefined;
  const rank = names.length;
  const { axes, scale, translate, units } = value;
  const labels = textsField(axes, rank, "transform.axes");
  const order = orderOfLabels(labels, names);
  const pick = <T>(values: readonly T[]): T[] => order.map((i) => values[i]!);
  return {
    names: pick(labels),
    scale: pick(numbersField(scale, rank, "transform.scale")),
    translation: pick(
      translate === undefined
        ? new Array<number>(rank).fill(0)
        : numbersField(translate, rank, "transform.translate"),
    ),
    ...(units !== undefined && { units: pick(textsField(units, rank, "transform.units")) }),
  };
}

/**
 * n5-universe's `spatialTransform`: a linear transform of its own kinds, fastest axis first, and a unit. `undefined`
 * for what is not such an object.
 */
export function canonicalTransform(value: Json | undefined, rank: number): N5Transform | undefined {
  if (!isJsonObject(value) || !isJsonObject(value.transform)) return undefined;
  const { loss, ...placement } = linearTransform(value.transform, rank);
  const axes = Array.isArray(value.axes)
    ? value.axes.map((axis) => (isJsonObject(axis) ? axis.label : axis))
    : [];
  const isNamed = axes.length === rank && axes.every((label) => typeof label === "string");
  return {
    ...reversed(placement),
    ...(isNamed && { names: axes.toReversed() }),
    ...(typeof value.unit === "string" && { units: value.unit }),
    ...(loss !== undefined && { loss }),
  };
}

/**
 * An affine matrix, in rows of one list or of several, fastest axis first, as far as it is a scale and a translation.
 */
export function affineTransform(
  value: Json | undefined,
  rank: number,
): Placement & Pick<N5Transform, "loss"> {
  const rows = Array.isArray(value) && value.every((row) => Array.isArray(row)) ? value.flat() : value;
  // Three axes of space, or the plane of them; further axes stay.
  const size = Array.isArray(rows) && rows.length === 6 ? 2 : 3;
  const matrix = numbersField(rows, size * (size + 1), "an affine transform");
  const at = (row: number, column: number) => matrix[row * (size + 1) + column]!;
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  const isDiagonal = axes.every(
    (row) => row >= size || axes.every((column) => column >= size || row === column || at(row, column) === 0),
  );
  return {
    scale: axes.map((axis) => (axis < size ? at(axis, axis) : 1)),
    translation: axes.map((axis) => (axis < size ? at(axis, size) : 0)),
    ...(!isDiagonal && { loss: "its affine transform rotates or shears, of which the diagonal is kept" }),
  };
}

/** `placement` with its axes reversed. */
export function reversed({ scale, translation }: Placement): Placement {
  return { scale: scale.toReversed(), translation: translation.toReversed() };
}

function linearTransform(transform: JsonObject, rank: number): Placement & Pick<N5Transform, "loss"> {
  const identity: Placement = {
    scale: new Array<number>(rank).fill(1),
    translation: new Array<number>(rank).fill(0),
  };
  const vector = (name: string) => numbersField(transform[name], rank, `spatialTransform.${name}`);
  switch (transform.type) {
    case "identity":
      return identity;
    case "scale":
      return { ...identity, scale: vector("scale") };
    case "translation":
      return { ...identity, translation: vector("translation") };
    case "scale_offset":
      return { scale: vector("scale"), translation: vector("offset") };
    case "affine":
      return affineTransform(transform.affine, rank);
    case "sequence": {
      const { transformations } = transform;
      const steps = Array.isArray(transformations) ? transformations.filter(isJsonObject) : [];
      const placed = steps.map((step) => linearTransform(step, rank));
      const loss = placed.find((step) => step.loss !== undefined)?.loss;
      return { ...placed.reduce<Placement>(compose, identity), ...(loss !== undefined && { loss }) };
    }
    default:
      throw invalidN5Image(`spatialTransform has the type ${showJson(transform.type)}`);
  }
}

/** The position of each of `names` among `labels`; unchanged if these are other names. */
function orderOfLabels(labels: readonly string[], names: readonly string[]): number[] {
  const found = names.map((name) => labels.indexOf(name));
  return found.includes(-1) ? names.map((_, axis) => axis) : found;
}

function textsField(value: Json | undefined, length: number, where: string): readonly string[] {
  if (Array.isArray(value) && value.length === length && value.every((item) => typeof item === "string")) {
    return value;
  }
  throw invalidN5Image(`${where} is ${showJson(value)}, not ${length} strings`);
}
