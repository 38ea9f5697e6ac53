/**
 * The names of what a group holds, in an order that does not depend on its format.
 *
 * @module
 */

export async function sortedNames(names: AsyncIterable<string>): Promise<readonly string[]> {
  const collected: string[] = [];
  for await (const name of names) collected.push(name);
  return collected.sort();
}
