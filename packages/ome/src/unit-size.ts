/**
 * The size of OME-NGFF's units, for formats that have fewer of them.
 *
 * @module
 */

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

const PREFIXES: ReadonlyMap<string, number> = new Map([
  ["yocto", 1e-24],
  ["zepto", 1e-21],
  ["atto", 1e-18],
  ["femto", 1e-15],
  ["pico", 1e-12],
  ["nano", 1e-9],
  ["micro", 1e-6],
  ["milli", 1e-3],
  ["centi", 1e-2],
  ["deci", 1e-1],
  ["", 1],
  ["hecto", 1e2],
  ["kilo", 1e3],
  ["mega", 1e6],
  ["giga", 1e9],
  ["tera", 1e12],
  ["peta", 1e15],
  ["exa", 1e18],
  ["zetta", 1e21],
  ["yotta", 1e24],
]);

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
