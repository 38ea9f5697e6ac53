/**
 * Axes of OME-NGFF images.
 *
 * @module
 */

import type { Axis, Json, JsonObject } from "@chunkwright/core";
import { AXIS_NAMES, typeOfAxisName } from "../axis-names.ts";
import { invalidNgff, listField, objectField, textField } from "./ngff-fields.ts";

/** Axes of 0.1 and 0.2, which imply them, and those that 0.3 chooses from. OME-NGFF 0.3, "multiscales" metadata. */
export const IMPLIED_AXES: readonly string[] = AXIS_NAMES;

/**
 * `axes`: 2 to 5, unique, time, then channel or one of another type or none, then 2 or 3 of space. OME-NGFF 0.4,
 * "axes" metadata, "multiscales" metadata.
 */
export function parseAxes(value: Json | undefined): readonly Axis[] {
  const list = listField(value, "axes");
  if (list.length < 2 || list.length > 5) throw invalidNgff(`there are ${list.length} axes, not 2 to 5`);
  const axes = list.map((axis, i) => parseAxis(objectField(axis, `axes[${i}]`), i));
  const names = axes.map(({ name }) => name);
  if (new Set(names).size !== names.length) throw invalidNgff(`axes are ${names}, not all different`);
  const kinds = axes.map(({ type }) => (type === "time" ? "t" : type === "space" ? "s" : "c")).join("");
  if (!/^t?c?sss?$/.test(kinds)) {
    const types = axes.map(({ type = "none" }) => type).join(", ");
    throw invalidNgff(`axes are of types ${types}, not time, then channel or custom, then 2 or 3 of space`);
  }
  return axes;
}

/** 0.1 and 0.2 imply five axes, 0.3 names some of them. */
export function parseLegacyAxes(value: Json | undefined, version: "0.1" | "0.2" | "0.3"): readonly Axis[] {
  const names =
    version === "0.3" ? listField(value, "axes").map((name) => textField(name, "axes")) : IMPLIED_AXES;
  return parseAxes(names.map((name) => ({ name })));
}

function parseAxis({ name, type, unit }: JsonObject, index: number): Axis {
  const axisName = textField(name, `axes[${index}].name`);
  const isTyped = type !== undefined && type !== null;
  const axisType = isTyped ? textField(type, `axes[${index}].type`) : typeOfAxisName(axisName);
  return {
    name: axisName,
    ...(axisType !== undefined && { type: axisType }),
    ...(typeof unit === "string" && { unit }),
  };
}
