/**
 * HDF5 files as the commands see them.
 *
 * @module
 */

import type { ByteSource } from "@chunkwright/core";
import { openHdf5 } from "@chunkwright/hdf5";
import { type ImageCollection, readHdf5Images } from "@chunkwright/ome";
import { baseName, stemOf } from "../location.ts";
import type { OpenedSource, OpenOptions } from "../opened-source.ts";
import { openSiblings, type Siblings } from "./siblings.ts";

/** Files that links and virtual datasets name are looked for beside the file, whatever directory they name. */
export async function openHdf5Source(
  location: string,
  file: ByteSource,
  siblings: Siblings,
  close: () => Promise<void>,
  options?: OpenOptions,
): Promise<OpenedSource> {
  const beside = openSiblings(siblings);
  const hdf5 = await openHdf5(file, {
    ...options,
    name: baseName(location),
    openSibling: (fileName) => beside.open(baseName(fileName)),
  });
  let images: Promise<ImageCollection | undefined> | undefined;
  return {
    location,
    format: "HDF5",
    root: hdf5.root,
    arrays: (callOptions) => hdf5.arrays(callOptions),
    images(callOptions) {
      images ??= readHdf5Images(hdf5.root, { ...callOptions, name: stemOf(location) });
      return images;
    },
    async close() {
      await Promise.all([close(), beside.close()]);
    },
  };
}
