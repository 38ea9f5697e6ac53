/**
 * Sorting items into groups: `Map.groupBy`, which Node 20 does not have.
 *
 * @module
 */

/** The items of each key. Keys are in the order of their first items, and items stay in theirs. */
export function groupBy<K, T>(items: Iterable<T>, keyOf: (item: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
