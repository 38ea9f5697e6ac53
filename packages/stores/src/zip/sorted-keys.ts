/**
 * Listing the children of a prefix among sorted keys, by binary search.
 *
 * @module
 */

import type { StoreEntry } from "@chunkwright/core";

/** Direct children of `prefix` among `keys`, which are sorted by code units: each once, in order. */
export function* childrenOf(keys: readonly string[], prefix: string): Generator<StoreEntry> {
  for (let i = firstFrom(keys, prefix); i < keys.length; ) {
    const key = keys[i]!;
    if (!key.startsWith(prefix)) return;
    const slash = key.indexOf("/", prefix.length);
    if (slash < 0) {
      yield { kind: "key", key };
      i += 1;
    } else {
      yield { kind: "prefix", key: key.slice(0, slash + 1) };
      // "0" follows "/" in Unicode, so this bound lies after all keys below the child.
      i = firstFrom(keys, `${key.slice(0, slash)}0`);
    }
  }
}

/** Index of the first key that is not before `bound`. */
function firstFrom(keys: readonly string[], bound: string): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (keys[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
