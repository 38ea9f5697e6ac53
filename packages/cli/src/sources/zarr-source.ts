/**
 * Zarr hierarchies as the commands see them.
 *
 * @module
 */

import {
  type CallOptions,
  type ChunkSource,
  type Group,
  isStorageError,
  StorageError,
} from "@chunkwright/core";
import { type ImageCollection, readNgff } from "@chunkwright/ome";
import { openZarr, type ZarrStore } from "@chunkwright/zarr";
import { joinPath } from "../join-path.ts";
import type { OpenedSource, OpenOptions, SourceArray } from "../opened-source.ts";

/** `undefined` if the store holds no Zarr hierarchy at its root. */
export async function openZarrSource(
  location: string,
  store: ZarrStore,
  options?: OpenOptions,
): Promise<OpenedSource | undefined> {
  const root = await openZarr(store, "", options);
  if (!root) return undefined;
  let images: Promise<ImageCollection | undefined> | undefined;
  return {
    location,
    format: `Zarr v${root.zarrFormat}`,
    root,
    arrays: (callOptions) => walk("", root, callOptions),
    images(callOptions) {
      if (root.kind === "array") return Promise.resolve(undefined);
      images ??= readNgff(root, { ...callOptions, readFile: (key) => store.get(key, callOptions) });
      return images;
    },
    close: async () => {},
  };
}

/** Arrays at and below a node, depth first, by name. */
async function* walk(
  path: string,
  node: Group | ChunkSource,
  options?: CallOptions,
): AsyncGenerator<SourceArray> {
  if (node.kind === "array") {
    yield { path, source: node };
    return;
  }
  if (!node.list) {
    const error = new StorageError(
      "unsupported",
      "Cannot list the group: neither the store nor its metadata can",
      {
        format: "zarr",
        feature: "listing",
      },
    );
    yield { path, error };
    return;
  }
  const names: string[] = [];
  for await (const name of node.list(options)) names.push(name);
  for (const name of names.sort()) {
    const childPath = joinPath(path, name);
    try {
      const child = await node.open(name, options);
      if (child) yield* walk(childPath, child, options);
    } catch (error) {
      if (!isStorageError(error)) throw error;
      yield { path: childPath, error };
    }
  }
}
