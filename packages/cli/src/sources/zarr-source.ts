/**
 * Zarr hierarchies as commands see them.
 *
 * @module
 */

import type { CallOptions, Group } from "@chunkwright/core";
import { type ImageCollection, listedByNgff, readNgffImages } from "@chunkwright/ome";
import { openZarr, type ZarrStore } from "@chunkwright/zarr";
import type { OpenedSource, OpenOptions } from "../opened-source.ts";
import { hierarchyArrays } from "./hierarchy-arrays.ts";

/** `undefined` if the store holds no Zarr hierarchy at its root. */
export async function openZarrSource(
  location: string,
  store: ZarrStore,
  options?: OpenOptions,
): Promise<OpenedSource | undefined> {
  const opened = await openZarr(store, "", options);
  if (!opened) return undefined;
  const isUnlisted = opened.kind === "group" && !opened.list;
  const named = isUnlisted ? listedByNgff(opened) : undefined;
  const root = named ?? opened;
  const readFile = (key: string, callOptions?: CallOptions) => store.get(key, callOptions);
  const readImages = async (
    group: Group,
    callOptions?: CallOptions,
  ): Promise<ImageCollection | undefined> => {
    const reader = (key: string) => readFile(key, callOptions);
    const found = await readNgffImages(group, { ...callOptions, readFile: reader });
    return found && named ? { ...found, warnings: [...(found.warnings ?? []), UNLISTED] } : found;
  };
  let images: Promise<ImageCollection | undefined> | undefined;
  return {
    location,
    format: `Zarr v${opened.zarrFormat}`,
    root,
    readFile,
    arrays: (callOptions) => hierarchyArrays(root, "zarr", callOptions),
    images(callOptions) {
      if (root.kind === "array") return Promise.resolve(undefined);
      images ??= readImages(root, callOptions);
      return images;
    },
    close: async () => {},
  };
}

const UNLISTED = "Nothing lists what is stored here: what OME-NGFF does not name is not seen";
