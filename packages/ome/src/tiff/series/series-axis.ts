/**
 * The values along one axis of a series of files, in their order.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";
import { valueKey } from "./block-values.ts";
import { type FileAxis, isNumbered, type PatternBlock } from "./file-pattern.ts";

export interface SeriesAxis {
  readonly name: FileAxis;
  /** Spelled as in the first file that has it; a number that no file has is in plain digits. */
  readonly values: readonly string[];
}

/**
 * The axis that `found`, the values of all files, make. Listed values are in the order of the list, numbers in theirs,
 * text in alphabetical order with numbers in it by their value. Numbers along t, z, y and x that are missing, by the step
 * of the others, have a place too. Throws "invalid-data" if these would be more than those that are there.
 */
export function seriesAxis(
  name: FileAxis,
  values: PatternBlock["values"],
  found: Iterable<string>,
): SeriesAxis {
  if (typeof values !== "string") return { name, values: values.spelled };
  const spellings = new Map<string, string>();
  for (const value of found) {
    const key = valueKey(value);
    if (!spellings.has(key)) spellings.set(key, value);
  }
  const keys = [...spellings.keys()].sort(BY_NUMBERS_IN_TEXT.compare);
  const all = isNumbered(name) && values === "found" ? withGaps(name, keys) : keys;
  return { name, values: all.map((key) => spellings.get(key) ?? key) };
}

export const BY_NUMBERS_IN_TEXT: Intl.Collator = new Intl.Collator("en", { numeric: true });

/** With the numbers between, in steps of the greatest common divisor of all distances. */
function withGaps(name: FileAxis, keys: readonly string[]): readonly string[] {
  const numbers = keys.map(BigInt).sort((a, b) => (a < b ? -1 : 1));
  const [first = 0n] = numbers;
  const last = numbers.at(-1) ?? first;
  const step = numbers.reduce((divisor, number) => greatestDivisor(divisor, number - first), 0n);
  if (step === 0n) return keys;
  const count = (last - first) / step + 1n;
  if (count > 2n * BigInt(keys.length)) {
    throw new StorageError(
      "invalid-data",
      `Cannot number files along ${name}: from ${first} to ${last} most numbers are missing; write {${name}:*} to take the ${keys.length} that there are`,
      { format: "pattern" },
    );
  }
  return Array.from({ length: Number(count) }, (_, i) => `${first + BigInt(i) * step}`);
}

function greatestDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestDivisor(b, a % b);
}
