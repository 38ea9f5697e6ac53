/**
 * BigDataViewer documents, whose pixels are in HDF5 files beside them, as the commands see them.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";
import { type Hdf5File, openHdf5 } from "@chunkwright/hdf5";
import { type ImageCollection, parseBdv, readBdv } from "@chunkwright/ome";
import { baseName, stemOf } from "../location.ts";
import type { OpenedSource, OpenOptions } from "../opened-source.ts";
import { openSiblings } from "./siblings.ts";
import type { SourceFile } from "./source-file.ts";

/** The HDF5 file and its partitions are looked for beside the document, whatever directory it names. */
export async function openBdvSource(
  { location, file, siblings, close }: SourceFile,
  options?: OpenOptions,
): Promise<OpenedSource> {
  const text = new TextDecoder().decode(await file.read(0, file.size, options));
  const document = parseBdv(text);
  const beside = openSiblings(siblings);
  const opened = new Map<string, Promise<Hdf5File | undefined>>();

  /** A file beside the document, opened once; `undefined` if it is not there. */
  function openBeside(fileName: string): Promise<Hdf5File | undefined> {
    const name = baseName(fileName);
    const known = opened.get(name) ?? openNew(name);
    opened.set(name, known);
    return known;
  }

  async function openNew(name: string): Promise<Hdf5File | undefined> {
    const sibling = await beside.open(name);
    const openSibling = (fileName: string) => beside.open(baseName(fileName));
    return sibling && openHdf5(sibling, { ...options, name, openSibling });
  }

  try {
    const master = await openBeside(document.file);
    if (master) return sourceOf(master);
    const fact = `there is no ${baseName(document.file)} beside it`;
    throw new StorageError("not-found", `Cannot open ${location}: ${fact}`, { path: document.file });
  } catch (error) {
    await beside.close();
    throw error;
  }

  function sourceOf(master: Hdf5File): OpenedSource {
    let images: Promise<ImageCollection | undefined> | undefined;
    return {
      location,
      format: "BigDataViewer",
      arrays: (callOptions) => master.arrays(callOptions),
      images(callOptions) {
        images ??= readBdv(master.root, document, {
          ...callOptions,
          name: stemOf(location),
          openFile: async (fileName) => (await openBeside(fileName))?.root,
        });
        return images;
      },
      async close() {
        await Promise.all([close(), beside.close()]);
      },
    };
  }
}
