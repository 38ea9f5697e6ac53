/**
 * Choosing along several axes at once.
 *
 * @module
 */

/** One item of each list, in every combination; those of the last list change fastest. One empty one for no lists. */
export function combinations<T>(lists: readonly (readonly T[])[]): readonly (readonly T[])[] {
  return lists.reduce<readonly (readonly T[])[]>(
    (combined, list) => combined.flatMap((prefix) => list.map((item) => [...prefix, item])),
    [[]],
  );
}
