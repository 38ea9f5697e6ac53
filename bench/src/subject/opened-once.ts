/**
 * What the programs that answer requests have open.
 *
 * @module
 */

/** Opens each path the first time that it is asked for. */
export function openedOnce<T>(open: (path: string) => Promise<T>): (path: string) => Promise<T> {
  const opened = new Map<string, Promise<T>>();
  return (path) => {
    const known = opened.get(path) ?? open(path);
    opened.set(path, known);
    return known;
  };
}
