/**
 * The stores that workers fetch from, in Node.
 *
 * @module
 */

import type { ReadableStore, StoreOrigin } from "@chunkwright/core";
import { fsStore } from "@chunkwright/stores/fs";

const stores = new Map<string, ReadableStore>();

/** Files are read while the thread waits: it has nothing else to do. */
export function openStore({ root, followLinks }: StoreOrigin): ReadableStore {
  const name = `${followLinks} ${root}`;
  const store = stores.get(name) ?? fsStore(root, { followLinks, blocking: true });
  stores.set(name, store);
  return store;
}
