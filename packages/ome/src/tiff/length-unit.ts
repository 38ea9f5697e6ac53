/**
 * Lengths in units of OME-NGFF, for notations that know fewer units.
 *
 * @module
 */

/** Metres that a unit of length is; `undefined` for units of anything else. OME-NGFF 0.4, "axes" metadata. */
export function metersPerUnit(unit: string): number | undefined {
  if (unit.endsWith("meter")) {
    const exponent = EXPONENTS[unit.slice(0, -"meter".length)];
    return exponent === undefined ? undefined : Number(`1e${exponent}`);
  }
  return OTHERS[unit];
}

/** SI Brochure, 9th edition, table 7. */
const EXPONENTS: { readonly [prefix: string]: number } = {
  yotta: 24,
  zetta: 21,
  exa: 18,
  peta: 15,
  tera: 12,
  giga: 9,
  mega: 6,
  kilo: 3,
  hecto: 2,
  "": 0,
  deci: -1,
  centi: -2,
  milli: -3,
  micro: -6,
  nano: -9,
  pico: -12,
  femto: -15,
  atto: -18,
  zepto: -21,
  yocto: -24,
};

const OTHERS: { readonly [unit: string]: number } = {
  angstrom: 1e-10,
  inch: 0.0254,
  foot: 0.3048,
  yard: 0.9144,
  mile: 1609.344,
};
