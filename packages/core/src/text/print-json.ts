/**
 * JSON values as text that other programs read as the same values.
 *
 * @module
 */

import type { Bytes, Json } from "../types.ts";
import { jsonMembers } from "./json-members.ts";
import { isJsonArray } from "./parse-json.ts";

/**
 * The JSON text of `value` on one line. A `bigint` is an integer with all of its digits; a number beyond 2^53 a float,
 * with an exponent, and -0 one, too: as integers they would be others in Python. NaN and infinities, which JSON lacks,
 * become strings, as in `parseJson`.
 */
export function printJson(value: Json): string {
  if (isJsonArray(value)) return `[${value.map(printJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return printScalar(value);
  return `{${jsonMembers(value)
    .map(([name, member]) => `${JSON.stringify(name)}:${printJson(member)}`)
    .join(",")}}`;
}

/** The bytes of a document to be stored: indented by two spaces, lists of scalars on one line, a newline at the end. */
export function printJsonDocument(value: Json): Bytes {
  return new TextEncoder().encode(`${printIndented(value, "\n")}\n`);
}

function printIndented(value: Json, newline: string): string {
  const inner = `${newline}  `;
  if (isJsonArray(value)) {
    if (value.every((item) => typeof item !== "object" || item === null)) {
      return `[${value.map((item) => printIndented(item, newline)).join(", ")}]`;
    }
    return `[${inner}${value.map((item) => printIndented(item, inner)).join(`,${inner}`)}${newline}]`;
  }
  if (typeof value !== "object" || value === null) return printScalar(value);
  const members = jsonMembers(value).map(
    ([name, member]) => `${JSON.stringify(name)}: ${printIndented(member, inner)}`,
  );
  return members.length === 0 ? "{}" : `{${inner}${members.join(`,${inner}`)}${newline}}`;
}

function printScalar(value: string | number | bigint | boolean | null): string {
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "number") return JSON.stringify(value);
  if (!Number.isFinite(value)) return `"${value}"`;
  if (Object.is(value, -0)) return "-0.0";
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? value.toExponential() : String(value);
}
