/**
 * Opening the stores that workers fetch from, in Node.
 *
 * @module
 */

import type { ReadableStore, StoreOrigin } from "@chunkwright/core";
import { openOrigin } from "@chunkwright/stores/fs";

/** How many stores are kept open, with their caches of directories. */
const MAX_STORES = 256;

const stores = new Map<string, ReadableStore>();

export function openStore(origin: StoreOrigin): ReadableStore {
  const name = JSON.stringify(origin);
  const store = stores.get(name) ?? openOrigin(origin);
  if (stores.size >= MAX_STORES) stores.clear();
  stores.set(name, store);
  return store;
}
