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
import { namedArrays } from "./named-arrays.ts";

/** `undefined` if the store holds no Zarr hierarchy at its root. */
export async function openZarrSource(
  location: string,
  store: ZarrStore,
  options?: OpenOptions,
): Promise<OpenedSource | undefined> {
  const root = await openZarr(store, "", options);
  if (!root) return undefined;
  const readFile = (key: string, callOptions?: CallOptions) => store.get(key, callOptions);
  let known: Promise<ImageCollection | undefined> | undefined;
  const images = (callOptions?: CallOptions) => {
    if (root.kind === "array") return Promise.resolve(undefined);
    known ??= readNgffImages(root, { ...callOptions, readFile: (key) => readFile(key, callOptions) });
    return known;
  };
  return {
    location,
    format: `Zarr v${root.zarrFormat}`,
    root,
    readFile,
    arrays: (callOptions) =>
      root.kind === "array" || root.list
        ? hierarchyArrays(root, "zarr", callOptions)
        : namedArrays(root, () => images(callOptions), callOptions),
    images,
    close: async () => {},
  };
}
