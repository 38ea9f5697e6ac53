/**
 * Unit symbols of OME-XML and the UDUNITS-2 names of OME-NGFF.
 *
 * @module
 */

import { SI_PREFIXES } from "./si-prefixes.ts";

/** A physical unit by its OME-NGFF name, and how many of it one of the symbol's unit is. */
export interface PhysicalUnit {
  readonly name: string;
  readonly factor: number;
}

/**
 * The unit behind a symbol of OME-XML's UnitsLength or UnitsTime (ome.xsd 2016-06), in a unit that OME-NGFF 0.4 lists
 * under "axes" metadata. `undefined` for `pixel`, `reference frame` and unknown symbols: such values have no unit.
 */
export function unitOfSymbol(symbol: string): PhysicalUnit | undefined {
  return UNITS.get(symbol.replace("\u03bc", "\u00b5"));
}

/** Whether OME-NGFF lists `name` among the units of axes of space or of time. OME-NGFF 0.4, "axes" metadata. */
export function isUnitOf(type: "space" | "time", name: string): boolean {
  const isTime = /second$|^(minute|hour|day)$/.test(name);
  return isTime === (type === "time") && [...UNITS.values()].some((unit) => unit.name === name);
}

/** The symbol that OME-XML has for a unit of OME-NGFF; `undefined` for units of neither list. */
export function symbolOfUnit(name: string): string | undefined {
  for (const [symbol, unit] of UNITS) if (unit.name === name && unit.factor === 1) return symbol;
  return undefined;
}

const UNITS: ReadonlyMap<string, PhysicalUnit> = new Map<string, PhysicalUnit>([
  ...prefixed("m", "meter"),
  ...prefixed("s", "second"),
  ["Å", { name: "angstrom", factor: 1 }],
  ["in", { name: "inch", factor: 1 }],
  ["ft", { name: "foot", factor: 1 }],
  ["yd", { name: "yard", factor: 1 }],
  ["mi", { name: "mile", factor: 1 }],
  ["pc", { name: "parsec", factor: 1 }],
  ["min", { name: "minute", factor: 1 }],
  ["h", { name: "hour", factor: 1 }],
  ["d", { name: "day", factor: 1 }],
  // The others have no OME-NGFF name of their own.
  ["dam", { name: "meter", factor: 10 }],
  ["das", { name: "second", factor: 10 }],
  ["thou", { name: "inch", factor: 1e-3 }],
  ["li", { name: "inch", factor: 1 / 12 }],
  ["pt", { name: "inch", factor: 1 / 72 }],
  ["ua", { name: "meter", factor: 149_597_870_700 }], // IAU 2012 resolution B2
  ["ly", { name: "meter", factor: 9_460_730_472_580_800 }], // Julian year at 299,792,458 m/s
]);

function prefixed(symbol: string, name: string): [string, PhysicalUnit][] {
  return SI_PREFIXES.map((prefix) => [prefix.symbol + symbol, { name: prefix.name + name, factor: 1 }]);
}
