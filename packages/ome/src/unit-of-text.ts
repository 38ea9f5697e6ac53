/**
 * Units as programs and people spell them, by symbol or by name.
 *
 * @module
 */

import { type PhysicalUnit, unitOfSymbol } from "./physical-unit.ts";
import { SI_PREFIXES } from "./si-prefixes.ts";

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

const UNIT_NAME = new RegExp(
  `^((${SI_PREFIXES.map(({ name }) => name).join("|")})(meter|second)|angstrom|inch|foot|yard|mile|parsec|minute|hour|day)$`,
  "i",
);
