/**
 * Some of many names, for messages that would be too long with all of them.
 *
 * @module
 */

/** A number of things, and the names of the first few. */
export interface Examples {
  readonly count: number;
  readonly names: readonly string[];
}

/** How many things a message names. */
export const MAX_EXAMPLES = 3;

/** The first few of many. */
export function examplesOf(names: readonly string[]): Examples {
  return { count: names.length, names: names.slice(0, MAX_EXAMPLES) };
}

/** `a, b, c, ...` */
export function printExamples({ count, names }: Examples): string {
  return `${names.join(", ")}${names.length < count ? ", ..." : ""}`;
}
