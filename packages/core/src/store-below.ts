/**
 * A part of a store as a store of its own.
 *
 * @module
 */

import type { ListableStore, ReadableStore } from "./types.ts";

/** What is stored below `prefix`, "" or ending in "/", under the rest of the keys. It lists if `store` does. */
export function storeBelow(
  store: ReadableStore & Partial<ListableStore>,
  prefix: string,
): ReadableStore & Partial<ListableStore> {
  if (prefix === "") return store;
  const list = store.list?.bind(store);
  return {
    get: (key, options) => store.get(prefix + key, options),
    getRange: (key, range, options) => store.getRange(prefix + key, range, options),
    size: (key, options) => store.size(prefix + key, options),
    ...(store.release && { release: (bytes) => store.release?.(bytes) }),
    ...(list && {
      async *list(below, options) {
        for await (const { kind, key } of list(prefix + below, options)) {
          yield { kind, key: key.slice(prefix.length) };
        }
      },
    }),
  };
}
