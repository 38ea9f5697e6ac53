/**
 * HDF5 files as commands see them.
 *
 * @module
 */

import type { Bytes, CallOptions } from "@chunkwright/core";
import { firstMemberNames, type Hdf5Group, isHdf5, NOTES_NAME, noteTaker, openHdf5 } from "@chunkwright/hdf5";
import { type ImageCollection, readHdf5Images } from "@chunkwright/ome";
import type { OpenedSource, OpenOptions } from "../opened-source.ts";
import { baseName, stemOf } from "../place/location.ts";
import { openSiblings, readSibling } from "./siblings.ts";
import type { SourceFile } from "./source-file.ts";

export interface Hdf5Source extends OpenedSource {
  /** All files that it is spread over. */
  readonly fileNames: readonly string[];
}

/**
 * Files that links and virtual datasets name, and those that belong to the file itself, are looked for beside it,
 * whatever directory they name.
 */
export async function openHdf5Source(
  { location, file, siblings, close }: SourceFile,
  options?: OpenOptions,
): Promise<Hdf5Source> {
  const beside = openSiblings(siblings);
  const hdf5 = await openHdf5(file, {
    ...options,
    name: baseName(location),
    openSibling: (fileName) => beside.open(baseName(fileName)),
  }).catch(async (error) => {
    await beside.close();
    throw error;
  });
  let images: Promise<ImageCollection | undefined> | undefined;
  return {
    location,
    format: "HDF5",
    fileNames: hdf5.fileNames,
    beside: beside.names,
    root: hdf5.root,
    noteNodes() {
      const notes = noteTaker(hdf5);
      return async (node, callOptions) => {
        const noted = await notes(node, callOptions);
        return noted ? { [NOTES_NAME]: noted } : {};
      };
    },
    arrays: (callOptions) => hdf5.arrays(callOptions),
    images(callOptions) {
      images ??= readHdf5Images(hdf5.root, {
        ...callOptions,
        name: stemOf(location),
        fileName: baseName(location),
        readSibling: (fileName) => readSibling(siblings, fileName, callOptions),
        readFile: (key) => readDocument(hdf5.root, key, callOptions),
      });
      return images;
    },
    async close() {
      await Promise.all([close(), beside.close()]);
    },
  };
}

/** Opens the HDF5 file that `member` is one of several files of; `undefined` if its name leads to none. */
export async function openHdf5Around(
  member: SourceFile,
  options?: OpenOptions,
): Promise<OpenedSource | undefined> {
  const name = baseName(member.location);
  for (const firstName of firstMemberNames(name)) {
    const file = await member.siblings(firstName);
    if (!file) continue;
    const location = member.location.replace(name, () => firstName);
    const first = { ...member, location, file, close: () => file.close() };
    try {
      const source = (await isHdf5(file, options)) ? await openHdf5Source(first, options) : undefined;
      if (source?.fileNames.includes(name)) {
        await member.close();
        return source;
      }
      await (source ?? file).close();
    } catch (error) {
      await file.close();
      throw error;
    }
  }
  return undefined;
}

/** A document beside the arrays: text that is an attribute, by the last part of its key, of the group around it. */
async function readDocument(root: Hdf5Group, key: string, options?: CallOptions): Promise<Bytes | undefined> {
  const slash = key.lastIndexOf("/");
  const group = await root.open(key.slice(0, Math.max(0, slash)), options);
  const [text] = (await group?.typedAttributes.get(key.slice(slash + 1))?.values(options)) ?? [];
  return typeof text === "string" ? new TextEncoder().encode(text) : undefined;
}
