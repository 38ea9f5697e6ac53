/**
 * The values along one axis of a series of files, as the names of files spell them: numbers, perhaps with leading zeros, or words.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";
import { BY_NUMBERS_IN_TEXT } from "../../by-numbers-in-text.ts";

export function isNumber(value: string): boolean {
  return /^\d+$/.test(value);
}

/** What two spellings of one value have in common: of a number, that without leading zeros. */
export function valueKey(value: string): string {
  return isNumber(value) ? value.replace(/^0+(?=\d)/, "") : value;
}

/** Each value once, as it is spelled first: numbers in their order, text in alphabetical order with numbers in it by their value. */
export function distinctValues(found: Iterable<string>): readonly string[] {
  const spellings = new Map<string, string>();
  for (const value of found) {
    const key = valueKey(value);
    if (!spellings.has(key)) spellings.set(key, value);
  }
  return [...spellings].sort(([a], [b]) => BY_NUMBERS_IN_TEXT.compare(a, b)).map(([, value]) => value);
}

/**
 * Distinct numbers, in order, and those between them whose files are missing: the step is the greatest common divisor of all
 * distances. Throws "invalid-data" if more numbers would be missing than are there, as then they count something else than `axis`.
 */
export function withGaps(axis: string, values: readonly string[]): readonly string[] {
  const spellings = new Map(values.map((value) => [BigInt(value), value]));
  const numbers = [...spellings.keys()];
  const [first = 0n] = numbers;
  const last = numbers.at(-1) ?? first;
  const step = numbers.reduce((divisor, number) => greatestDivisor(divisor, number - first), 0n);
  if (step === 0n) return values;
  const count = (last - first) / step + 1n;
  if (count > 2n * BigInt(values.length)) {
    throw new StorageError(
      "invalid-data",
      `Cannot number files along ${axis}: from ${first} to ${last} most numbers are missing; write {${axis}:*} to take the ${values.length} that there are`,
      { format: "pattern" },
    );
  }
  return Array.from({ length: Number(count) }, (_, i) => {
    const number = first + BigInt(i) * step;
    return spellings.get(number) ?? `${number}`;
  });
}

function greatestDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestDivisor(b, a % b);
}
