/**
 * OME-XML companion files, whose pixels are in TIFF files beside them, as commands see them.
 *
 * @module
 */

import { type ImageCollection, readCompanionImages } from "@chunkwright/ome";
import { openTiff } from "@chunkwright/tiff";
import type { OpenedSource, OpenOptions, SourceArray } from "../opened-source.ts";
import { stemOf } from "../place/location.ts";
import { spellingsBeside } from "./other-spellings.ts";
import { openSiblings } from "./siblings.ts";
import type { SourceFile } from "./source-file.ts";

export async function openCompanionSource(
  { location, file, siblings, close }: SourceFile,
  options?: OpenOptions,
): Promise<OpenedSource> {
  const xml = await file.read(0, file.size, options);
  const beside = openSiblings(siblings, spellingsBeside(location, options));
  let images: Promise<ImageCollection> | undefined;
  return {
    location,
    format: "OME-XML companion",
    async *arrays(): AsyncGenerator<SourceArray> {},
    images() {
      images ??= readCompanionImages(xml, {
        name: stemOf(location),
        async openFile(fileName) {
          const sibling = await beside.open(fileName);
          return sibling && openTiff(sibling, options);
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
