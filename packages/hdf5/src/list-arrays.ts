/**
 * Every dataset of a file, each once.
 *
 * @module
 */

import { type CallOptions, isStorageError } from "@chunkwright/core";
import type { Hdf5Array, Hdf5Group } from "./hdf5-file.ts";

/** Depth first, by name. A group or dataset with several links is visited by the first. */
export async function* listArrays(root: Hdf5Group, options?: CallOptions): AsyncGenerator<Hdf5Array> {
  yield* walk(root, new Set([root.address]), options);
}

async function* walk(group: Hdf5Group, seen: Set<number>, options?: CallOptions): AsyncGenerator<Hdf5Array> {
  for (const link of await group.links(options)) {
    if (link.kind !== "hard" || seen.has(link.address)) continue;
    seen.add(link.address);
    const path = group.path === "/" ? `/${link.name}` : `${group.path}/${link.name}`;
    try {
      const child = await group.open(link.name, options);
      if (child?.kind === "array") yield { path, source: child };
      else if (child) yield* walk(child, seen, options);
    } catch (error) {
      if (!isStorageError(error)) throw error;
      yield { path, error };
    }
  }
}
