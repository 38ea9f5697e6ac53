/**
 * TIFF files as the commands see them.
 *
 * @module
 */

import type { ByteSource, CallOptions } from "@chunkwright/core";
import { type ImageCollection, openTiffImages } from "@chunkwright/ome";
import { openTiff } from "@chunkwright/tiff";
import { stemOf } from "../location.ts";
import type { OpenedSource } from "../opened-source.ts";
import type { SiblingFile, Siblings } from "./siblings.ts";

export async function openTiffSource(
  location: string,
  file: ByteSource,
  siblings: Siblings,
  close: () => Promise<void>,
  options?: CallOptions,
): Promise<OpenedSource> {
  const tiff = await openTiff(file, options);
  const opened: SiblingFile[] = [];
  const openSibling = async (fileName: string) => {
    const sibling = await siblings(fileName);
    if (sibling) opened.push(sibling);
    return sibling;
  };
  let images: Promise<ImageCollection> | undefined;
  return {
    location,
    format: tiff.isBigTiff ? "BigTIFF" : "TIFF",
    arrays: (callOptions) => tiff.arrays(callOptions),
    images(callOptions) {
      images ??= openTiffImages(tiff, {
        ...callOptions,
        name: stemOf(location),
        async openFile(fileName) {
          const sibling = await openSibling(fileName);
          return sibling && openTiff(sibling, callOptions);
        },
        async readFile(fileName) {
          const sibling = await openSibling(fileName);
          return sibling?.read(0, sibling.size, callOptions);
        },
      });
      return images;
    },
    async close() {
      await Promise.all([close(), ...opened.map((sibling) => sibling.close())]);
    },
  };
}
