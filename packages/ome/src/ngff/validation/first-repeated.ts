/**
 * Names that lists have twice.
 *
 * @module
 */

/** The first value that an earlier one equals; `undefined` if all are different. */
export function firstRepeated(values: readonly string[]): string | undefined {
  const before = new Set<string>();
  for (const value of values) {
    if (before.has(value)) return value;
    before.add(value);
  }
  return undefined;
}
