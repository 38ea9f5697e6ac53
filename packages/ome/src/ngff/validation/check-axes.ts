/**
 * Rules about axes.
 *
 * @module
 */

import { type Json, type JsonObject, showJson } from "@chunkwright/core";
import { isUnitOf } from "../../physical-unit.ts";
import { IMPLIED_AXES } from "../parse-axes.ts";
import type { Checker } from "./checker.ts";
import { firstRepeated } from "./first-repeated.ts";

/**
 * `axes` of 0.3: names out of t, c, z, y, x, each once, in this order. OME-NGFF 0.3, "multiscales" metadata,
 * "Images".
 */
export function checkAxisNames(value: Json | undefined, where: string, check: Checker): void {
  const axes = check.list("axes/form", value, where, 2);
  const names = axes.map((axis, i) => check.text("axes/form", axis, `${where}[${i}]`, /^[tczyx]$/));
  const places = names.map((name) => IMPLIED_AXES.indexOf(name ?? ""));
  if (places.includes(-1)) return;
  if (new Set(names).size < names.length) {
    check.fail("axes/unique", `${where} is ${showJson(axes)}: names are not unique`);
  } else if (places.some((place, i) => i > 0 && place < places[i - 1]!)) {
    check.fail("axes/order", `${where} is ${showJson(axes)}, not in the order t, c, z, y, x`);
  }
}

/** `axes` of 0.4 and 0.5. OME-NGFF 0.4, "axes" metadata, "multiscales" metadata. */
export function checkAxes(value: Json | undefined, where: string, check: Checker): void {
  const axes = check.list("axes/form", value, where);
  if (axes.length < 2 || axes.length > 5) {
    check.fail("axes/form", `${where} has ${axes.length} axes, not 2 to 5`);
  }
  const objects = axes
    .map((axis, i) => check.object("axes/form", axis, `${where}[${i}]`))
    .filter((axis) => axis !== undefined);
  if (objects.length < axes.length) return;
  objects.forEach((axis, i) => {
    checkAxis(axis, `${where}[${i}]`, check);
  });
  checkNames(objects, where, check);
  checkTypes(
    objects.map(({ type }) => type),
    where,
    check,
  );
  const space = objects.filter(({ type }) => type === "space").map(({ name }) => name);
  if (space.length === 3 && [...space].sort().join() === "x,y,z" && space.join() !== "z,y,x") {
    check.fail("axes/zyx", `${where} has the spatial axes in the order ${space.join(", ")}, not z, y, x`);
  }
}

/** Names are unique within `axes`. */
export function checkNames(axes: readonly JsonObject[], where: string, check: Checker): void {
  const names = axes.map(({ name }) => name).filter((name) => typeof name === "string");
  const again = firstRepeated(names);
  if (again !== undefined) check.fail("axes/unique", `${where} has more than one axis ${showJson(again)}`);
}

/** 2 or 3 of space, behind at most one of time and at most one of channel or a type of its own, in this order. */
export function checkTypes(types: readonly (Json | undefined)[], where: string, check: Checker): void {
  const ranks = types.map((type) => (type === "time" ? 0 : type === "space" ? 2 : 1));
  const count = (rank: number) => ranks.filter((other) => other === rank).length;
  const text = types.map((type) => (typeof type === "string" ? type : "none")).join(", ");
  if (count(2) < 2 || count(2) > 3) {
    check.fail("axes/types", `${where} has ${count(2)} axes of type space, not 2 or 3`);
  } else if (count(0) > 1 || count(1) > 1) {
    check.fail(
      "axes/types",
      `${where} is of types ${text}: more than one of time, or of channel or custom types`,
    );
  } else if (ranks.some((rank, i) => i > 0 && rank < ranks[i - 1]!)) {
    check.fail("axes/order", `${where} is of types ${text}, not time, then channel or custom, then space`);
  }
}

/** A name, a type and a unit. */
export function checkAxis({ name, type, unit }: JsonObject, where: string, check: Checker): void {
  check.text("axes/form", name, `${where}.name`);
  if (type === undefined || type === null) check.fail("axes/recommended", `${where} has no type`);
  else if (check.text("axes/form", type, `${where}.type`) === undefined) return;
  if (type !== "space" && type !== "time") return;
  if (unit === undefined) {
    // The specification's strictly valid cases have time without a unit.
    if (type === "space") check.fail("axes/recommended", `${where} has no unit`);
    return;
  }
  const unitName = check.text("axes/form", unit, `${where}.unit`);
  if (unitName === undefined || isUnitOf(type, unitName)) return;
  check.fail("axes/unit", `${where}.unit is ${showJson(unitName)}, none of the units of ${type}`);
}
