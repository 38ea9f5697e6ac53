/**
 * BigDataViewer documents, whose pixels are in HDF5 files or a directory of N5 beside them, as commands see them.
 *
 * @module
 */

import { type CallOptions, type Group, StorageError } from "@chunkwright/core";
import { type Hdf5File, openHdf5 } from "@chunkwright/hdf5";
import { openN5 } from "@chunkwright/n5";
import { type BdvDocument, type ImageCollection, parseBdv, readBdvImages } from "@chunkwright/ome";
import type { OpenedSource, OpenOptions, SourceArray } from "../opened-source.ts";
import { baseName, stemOf } from "../place/location.ts";
import { directoryBeside } from "./beside.ts";
import { hierarchyArrays } from "./hierarchy-arrays.ts";
import { openSiblings } from "./siblings.ts";
import type { SourceFile } from "./source-file.ts";

/** Files and directories are looked for beside the document, wherever it says that they are. */
export async function openBdvSource(source: SourceFile, options?: OpenOptions): Promise<OpenedSource> {
  const { location, file, close } = source;
  const document = parseBdv(new TextDecoder().decode(await file.read(0, file.size, options)));
  const pixels =
    document.loader === "n5"
      ? await openN5Pixels(source, document, options)
      : await openHdf5Pixels(source, document, options);
  if (!pixels) {
    const fact = `there is no ${baseName(document.file)} beside it`;
    throw new StorageError("not-found", `Cannot open ${location}: ${fact}`, { path: document.file });
  }
  let images: Promise<ImageCollection | undefined> | undefined;
  return {
    location,
    format: "BigDataViewer",
    arrays: (callOptions) => pixels.arrays(callOptions),
    images(callOptions) {
      const { root, openFile } = pixels;
      images ??= readBdvImages(root, document, { ...callOptions, name: stemOf(location), openFile });
      return images;
    },
    beside: pixels.beside,
    async close() {
      await Promise.all([close(), pixels.close()]);
    },
  };
}

interface Pixels {
  readonly root: Group;
  readonly openFile?: (fileName: string) => Promise<Group | undefined>;
  /** Names of the files and directories that hold them. */
  readonly beside: Iterable<string>;
  arrays(options?: CallOptions): AsyncIterable<SourceArray>;
  close(): Promise<void>;
}

/** `undefined` if there is no such directory, or none of groups. */
async function openN5Pixels(
  { location }: SourceFile,
  document: BdvDocument,
  options?: OpenOptions,
): Promise<Pixels | undefined> {
  const name = baseName(document.file);
  const root = await openN5(directoryBeside(location, name), "", options);
  if (root?.kind !== "group") return undefined;
  return {
    root,
    beside: [name],
    arrays: (callOptions) => hierarchyArrays(root, "n5", callOptions),
    close: async () => {},
  };
}

/** `undefined` if there is no such file. */
async function openHdf5Pixels(
  { siblings }: SourceFile,
  document: BdvDocument,
  options?: OpenOptions,
): Promise<Pixels | undefined> {
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
    return (
      master && {
        root: master.root,
        openFile: async (fileName) => (await openBeside(fileName))?.root,
        beside: beside.names,
        arrays: (callOptions) => master.arrays(callOptions),
        close: () => beside.close(),
      }
    );
  } catch (error) {
    await beside.close();
    throw error;
  }
}
