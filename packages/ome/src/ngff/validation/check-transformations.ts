/**
 * Rules about coordinate transformations up to 0.5.
 *
 * @module
 */

import { type Json, showJson } from "@chunkwright/core";
import type { Checker } from "./checker.ts";

/**
 * Exactly one scale, then at most one translation. OME-NGFF 0.4, "multiscales" metadata. Their lengths are compared
 * with the arrays, not with the axes: the specification's own valid cases hold images whose scales and axes differ.
 */
export function checkTransformations(value: Json | undefined, where: string, check: Checker): void {
  const kinds = check.list("transformations/form", value, where, 1).map((item, i) => {
    const member = `${where}[${i}]`;
    const transform = check.object("transformations/form", item, member);
    if (!transform) return undefined;
    const { type } = transform;
    if (type !== "scale" && type !== "translation") {
      const found = showJson(type);
      check.fail("transformations/kinds", `${member}.type is ${found}, neither scale nor translation`);
      return undefined;
    }
    checkVector(transform[type], `${member}.${type}`, check);
    return type;
  });
  if (kinds.length === 0 || kinds.includes(undefined)) return;
  const text = kinds.join(", ");
  if (text !== "scale" && text !== "scale, translation") {
    check.fail(
      "transformations/kinds",
      `${where} is ${text}, not one scale and then at most one translation`,
    );
  }
}

/** A list of at least two numbers. */
function checkVector(value: Json | undefined, where: string, check: Checker): void {
  for (const [i, number] of check.list("transformations/form", value, where, 2).entries()) {
    check.number("transformations/form", number, `${where}[${i}]`);
  }
}
