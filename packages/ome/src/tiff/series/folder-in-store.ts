/**
 * A folder of a store as a store of its own.
 *
 * @module
 */

/** What is stored below `folder`, which is "" or ends in "/". */
import type { SeriesStore } from "./series-options.ts";
export function folderInStore(store: SeriesStore, folder: string): SeriesStore {
  if (folder === "") return store;
  return {
    get: (key, options) => store.get(folder + key, options),
    getRange: (key, range, options) => store.getRange(folder + key, range, options),
    size: (key, options) => store.size(folder + key, options),
    ...(store.release && { release: (bytes) => store.release?.(bytes) }),
    ...(store.list && {
      async *list(prefix, options) {
        for await (const { kind, key } of store.list?.(folder + prefix, options) ?? []) {
          yield { kind, key: key.slice(folder.length) };
        }
      },
    }),
  };
}
