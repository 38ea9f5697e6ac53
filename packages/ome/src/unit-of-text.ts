/**
 * Units as programs and people spell them, by symbol or by name.
 *
 * @module
 */

import { type PhysicalUnit, unitOfSymbol } from "./physical-unit.ts";

/**
 * The unit of OME-NGFF that `text` means: "nm", "um", "micron" and "micrometers" alike. `undefined` for pixels and
 * unknown units.
 */
export function unitOfText(text: string): PhysicalUnit | undefined {
  const singular = text.replace(/s$/, "");
  if (UNIT_NAME.test(singular)) return { name: singular.toLowerCase(), factor: 1 };
  if (/^micron$/i.test(singular)) return { name: "micrometer", factor: 1 };
  return unitOfSymbol(text.replace(/^u(?=[ms]$)/, "\u00b5"));
}

const UNIT_NAME =
  /^((yocto|zepto|atto|femto|pico|nano|micro|milli|centi|deci|hecto|kilo|mega|giga|tera|peta|exa|zetta|yotta)?(meter|second)|angstrom|inch|foot|yard|mile|parsec|minute|hour|day)$/i;
