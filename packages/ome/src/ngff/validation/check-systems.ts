/**
 * Rules about coordinate systems and transformations between them, in 0.6. Of the parameters of transformations,
 * those of identity, scale, translation, sequence and of axes are checked; of the others, only their presence.
 *
 * @module
 */

import { isJsonObject, type Json, type JsonObject, showJson } from "@chunkwright/core";
import { checkAxis, checkNames, checkTypes } from "./check-axes.ts";
import type { Checker } from "./checker.ts";
import { firstRepeated } from "./first-repeated.ts";

/** Coordinate systems, datasets, and the transformations between them. OME-Zarr 0.6, "multiscales" metadata. */
export function checkSystems(multiscale: JsonObject, where: string, check: Checker): void {
  const systems = check.list("systems/form", multiscale.coordinateSystems, `${where}.coordinateSystems`, 1);
  const names = systems.map((item, i) => checkSystem(item, `${where}.coordinateSystems[${i}]`, check));
  const again = firstRepeated(names.filter((name) => name !== undefined));
  if (again !== undefined)
    check.fail("systems/form", `${where} has two coordinate systems ${showJson(again)}`);
  const list = `${where}.coordinateTransformations`;
  if (multiscale.coordinateTransformations === undefined) return;
  const transforms = check.list("transformations/form", multiscale.coordinateTransformations, list, 1);
  for (const [i, item] of transforms.entries()) checkBetween(item, "name", `${list}[${i}]`, check);
}

/** One identity, scale, or sequence of a scale and a translation, into the same system for all datasets. */
export function checkDatasetTransformations(
  datasets: readonly { readonly object: JsonObject; readonly member: string }[],
  check: Checker,
): void {
  const outputs = datasets.map(({ object, member }) => {
    const list = `${member}.coordinateTransformations`;
    const transforms = check.list("transformations/form", object.coordinateTransformations, list, 1);
    if (transforms.length !== 1) {
      if (transforms.length > 1) {
        check.fail("transformations/kinds", `${list} has ${transforms.length} transformations, not one`);
      }
      return undefined;
    }
    const transform = checkBetween(transforms[0], "path", `${list}[0]`, check);
    if (transform && !isDatasetTransformation(transform)) {
      const fact = "neither identity nor scale nor a sequence of scale and translation";
      check.fail("transformations/kinds", `${list}[0] is ${showJson(transform.type ?? null)}, ${fact}`);
    }
    return isJsonObject(transform?.output) ? transform.output.name : undefined;
  });
  const known = new Set(outputs.filter((output) => output !== undefined));
  if (known.size > 1) {
    check.fail(
      "systems/intrinsic",
      `datasets lead to different coordinate systems: ${[...known].join(", ")}`,
    );
  }
}

function checkSystem(item: Json, where: string, check: Checker): string | undefined {
  const system = check.object("systems/form", item, where);
  if (!system) return undefined;
  const list = check.list("axes/form", system.axes, `${where}.axes`);
  if (list.length > 5) check.fail("axes/form", `${where}.axes has ${list.length} axes, not up to 5`);
  const axes = list
    .map((axis, i) => check.object("axes/form", axis, `${where}.axes[${i}]`))
    .filter((axis) => axis !== undefined);
  axes.forEach((axis, i) => {
    checkAxis(axis, `${where}.axes[${i}]`, check);
  });
  checkNames(axes, `${where}.axes`, check);
  const types = axes.map(({ type }) => type);
  if (types.length === 0 || !types.every((type) => type === "array"))
    checkTypes(types, `${where}.axes`, check);
  return check.text("systems/form", system.name, `${where}.name`, /./);
}

/** A transformation with its two ends; a dataset's begins at a path, the others at a name. */
function checkBetween(
  item: Json | undefined,
  inputBy: "path" | "name",
  where: string,
  check: Checker,
): JsonObject | undefined {
  const transform = checkTransformation(item, where, check);
  if (!transform) return undefined;
  const input = check.object("transformations/form", transform.input, `${where}.input`);
  if (input) check.text("transformations/form", input[inputBy], `${where}.input.${inputBy}`);
  const output = check.object("transformations/form", transform.output, `${where}.output`);
  if (output) check.text("transformations/form", output.name, `${where}.output.name`);
  return transform;
}

/** Members of which one must be there, by type. OME-Zarr 0.6, "Transformation types". */
const PARAMETERS: ReadonlyMap<string, readonly string[]> = new Map([
  ["mapAxis", ["mapAxis"]],
  ["projectAxis", ["droppedInputs", "createdOutputs"]],
  ["affine", ["affine", "path"]],
  ["rotation", ["rotation", "path"]],
  ["bijection", ["forward"]],
  ["byDimension", ["transformations"]],
  ["displacements", ["path"]],
  ["coordinates", ["path"]],
]);

function checkTransformation(item: Json | undefined, where: string, check: Checker): JsonObject | undefined {
  const transform = check.object("transformations/form", item, where);
  if (!transform) return undefined;
  const { type } = transform;
  if (type === "scale" || type === "translation") {
    for (const [i, number] of check
      .list("transformations/form", transform[type], `${where}.${type}`)
      .entries()) {
      const value = check.number("transformations/form", number, `${where}.${type}[${i}]`);
      if (type === "scale" && value !== undefined && value <= 0) {
        check.fail("transformations/form", `${where}.scale[${i}] is ${value}, not positive`);
      }
    }
  } else if (type === "sequence") {
    const steps = check.list("transformations/form", transform.transformations, `${where}.transformations`);
    for (const [i, step] of steps.entries())
      checkTransformation(step, `${where}.transformations[${i}]`, check);
  } else if (type !== "identity") {
    const parameters = typeof type === "string" ? PARAMETERS.get(type) : undefined;
    if (!parameters) {
      check.fail("transformations/form", `${where}.type is ${showJson(type)}, unknown`);
    } else if (parameters.every((name) => transform[name] === undefined)) {
      check.fail("transformations/form", `${where} has no ${parameters.join(" or ")}`);
    }
    for (const [name, most] of INDICES) {
      if (transform[name] !== undefined) checkIndices(transform[name], most, `${where}.${name}`, check);
    }
  }
  return transform;
}

/** Members that are lists of axes by their indices, and how many they may name. */
const INDICES: readonly (readonly [name: string, most: number])[] = [
  ["mapAxis", 5],
  ["droppedInputs", 3],
  ["createdOutputs", 3],
];

function checkIndices(value: Json, most: number, where: string, check: Checker): void {
  const indices = check.list("transformations/form", value, where, 1);
  const isIndex = (index: Json) => Number.isInteger(index) && Number(index) >= 0 && Number(index) <= 4;
  if (indices.length > most || new Set(indices).size < indices.length || !indices.every(isIndex)) {
    check.fail(
      "transformations/form",
      `${where} is ${showJson(value)}, not up to ${most} different axes from 0 to 4`,
    );
  }
}

function isDatasetTransformation({ type, transformations }: JsonObject): boolean {
  if (type !== "sequence") return type === "identity" || type === "scale";
  const steps = Array.isArray(transformations) ? transformations : [];
  const types = steps.map((step: Json) => (isJsonObject(step) ? step.type : undefined));
  return types.join() === "scale,translation";
}
