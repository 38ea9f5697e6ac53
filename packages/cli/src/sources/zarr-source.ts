/**
 * Zarr hierarchies as the commands see them.
 *
 * @module
 */

import type { CallOptions } from "@chunkwright/core";
import { type ImageCollection, readNgffImages } from "@chunkwright/ome";
import { openZarr, type ZarrStore } from "@chunkwright/zarr";
import type { OpenedSource, OpenOptions } from "../opened-source.ts";
import { hierarchyArrays } from "./hierarchy-arrays.ts";

/** `undefined` if the store holds no Zarr hierarchy at its root. */
export async function openZarrSource(
  location: string,
  store: ZarrStore,
  options?: OpenOptions,
): Promise<OpenedSource | undefined> {
  const root = await openZarr(store, "", options);
  if (!root) return undefined;
  const readFile = (key: string, callOptions?: CallOptions) => store.get(key, callOptions);
  let images: Promise<ImageCollection | undefined> | undefined;
  return {
    location,
    format: `Zarr v${root.zarrFormat}`,
    root,
    readFile,
    arrays: (callOptions) => hierarchyArrays(root, "zarr", callOptions),
    images(callOptions) {
      if (root.kind === "array") return Promise.resolve(undefined);
      images ??= readNgffImages(root, { ...callOptions, readFile: (key) => readFile(key, callOptions) });
      return images;
    },
    close: async () => {},
  };
}
