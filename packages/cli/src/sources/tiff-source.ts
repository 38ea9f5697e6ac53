/**
 * TIFF files as commands see them.
 *
 * @module
 */

import { type ImageCollection, readTiffImages } from "@chunkwright/ome";
import { openTiff } from "@chunkwright/tiff";
import type { OpenedSource, OpenOptions } from "../opened-source.ts";
import { stemOf } from "../place/location.ts";
import { spellingsBeside } from "./other-spellings.ts";
import { openSiblings } from "./siblings.ts";
import type { SourceFile } from "./source-file.ts";

export async function openTiffSource(
  { location, file, siblings, close }: SourceFile,
  options?: OpenOptions,
): Promise<OpenedSource> {
  const tiff = await openTiff(file, options);
  const beside = openSiblings(siblings, spellingsBeside(location, options));
  let images: Promise<ImageCollection> | undefined;
  return {
    location,
    format: tiff.isBigTiff ? "BigTIFF" : "TIFF",
    arrays: (callOptions) => tiff.arrays(callOptions),
    images(callOptions) {
      images ??= readTiffImages(tiff, {
        ...callOptions,
        name: stemOf(location),
        async openFile(fileName) {
          const sibling = await beside.open(fileName);
          return sibling && openTiff(sibling, options);
        },
        async readFile(fileName) {
          const sibling = await beside.open(fileName);
          return sibling?.read(0, sibling.size, callOptions);
        },
      });
      return images;
    },
    beside: beside.names,
    async close() {
      await Promise.all([close(), beside.close()]);
    },
  };
}
