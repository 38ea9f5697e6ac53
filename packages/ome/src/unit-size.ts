/**
 * The size of OME-NGFF's units, for formats that have fewer of them.
 *
 * @module
 */

import { SI_PREFIXES } from "./si-prefixes.ts";
import { unitOfText } from "./unit-of-text.ts";

/** Meters in a unit of length; `undefined` for any other. OME-NGFF 0.4, "axes" metadata. */
export function metersOf(unit: string): number | undefined {
  return OTHER_LENGTHS.get(unit) ?? prefixed(unit, "meter");
}

/** Seconds in a unit of time; `undefined` for any other. */
export function secondsOfUnit(unit: string | undefined): number | undefined {
  return unit === undefined ? undefined : (OTHER_TIMES.get(unit) ?? prefixed(unit, "second"));
}

/** Micrometers in a unit of length, however it is spelled: "um", "mm", "nanometers". `undefined` for any other text. */
export function micrometersOf(text: string): number | undefined {
  const unit = unitOfText(text);
  const meters = unit && metersOf(unit.name);
  return unit && meters !== undefined ? meters * unit.factor * 1e6 : undefined;
}

function prefixed(unit: string, name: string): number | undefined {
  return unit.endsWith(name) ? PREFIXES.get(unit.slice(0, -name.length)) : undefined;
}

const PREFIXES: ReadonlyMap<string, number> = new Map(SI_PREFIXES.map(({ name, factor }) => [name, factor]));

const OTHER_LENGTHS: ReadonlyMap<string, number> = new Map([
  ["angstrom", 1e-10],
  ["inch", 0.0254],
  ["foot", 0.3048],
  ["yard", 0.9144],
  ["mile", 1609.344],
  ["parsec", 3.085_677_581_491_367e16],
]);

const OTHER_TIMES: ReadonlyMap<string, number> = new Map([
  ["minute", 60],
  ["hour", 3600],
  ["day", 86_400],
]);
