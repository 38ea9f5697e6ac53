/**
 * Names of several parts.
 *
 * @module
 */

/** The parts with a space between them, without those that are empty: the name of an image, and its number in a file. */
export function joinNames(...parts: readonly (string | number | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join(" ");
}
