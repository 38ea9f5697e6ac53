/**
 * Collecting an async sequence.
 *
 * @module
 */

/** The items in order. `Array.fromAsync` does the same from Node 22 on. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const result: T[] = [];
  for await (const item of items) result.push(item);
  return result;
}
