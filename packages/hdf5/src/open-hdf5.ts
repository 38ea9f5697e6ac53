/**
 * Opening an HDF5 file.
 *
 * @module
 */

import { type ByteSource, type CallOptions, checkFile, LoadOnce } from "@chunkwright/core";
import { applyCacheImage } from "./file/cache-image.ts";
import { metadataBlocks } from "./file/metadata-blocks.ts";
import type { Superblock } from "./file/superblock.ts";
import { openFileContext } from "./file-context.ts";
import { findPath, type ObjectFile, openObject } from "./group.ts";
import type { SharedMessageTable } from "./hdf5-context.ts";
import { invalidHdf5, unsupportedHdf5 } from "./hdf5-error.ts";
import type { Hdf5File, OpenHdf5Options } from "./hdf5-file.ts";
import { listArrays } from "./list-arrays.ts";
import { readReference } from "./object/dereference.ts";
import { MESSAGE } from "./object/message-types.ts";
import { findMessage, type ObjectHeader } from "./object/object-header.ts";

/** Files that files name which files name: more is a loop. */
const MAX_FILE_DEPTH = 8;

/** Opens a file by its superblock and root group; rejects with "invalid-data" if it is no HDF5 file. */
export async function openHdf5(source: ByteSource, options: OpenHdf5Options = {}): Promise<Hdf5File> {
  checkFile(source, "open an HDF5 file");
  const { superblock, file, fileNames } = await openObjectFile(source, options, MAX_FILE_DEPTH, options);
  const { context, rootAddress } = file;
  const root = await openObject(file, rootAddress, "/", options);
  if (root?.kind !== "group") {
    throw invalidHdf5(`Cannot open the root group: the object at ${rootAddress} is none`, {
      section: "§II.A",
    });
  }
  return {
    superblockVersion: superblock.version,
    fileNames,
    root,
    arrays: (callOptions) => listArrays(root, callOptions),
    async dereference(reference, callOptions) {
      const { file: name, address } = await readReference(context, reference, callOptions);
      const holder = name === undefined ? file : await file.openFile(name, callOptions);
      return holder && openObject(holder, address, `#${address}`, callOptions);
    },
    async resolveReference(reference, callOptions) {
      const { address, ...target } = await readReference(context, reference, callOptions);
      const holder = target.file === undefined ? file : await file.openFile(target.file, callOptions);
      const path = holder && (await findPath(holder, address, callOptions));
      return path === undefined ? target : { ...target, path };
    },
  };
}

interface OpenedObjectFile {
  readonly superblock: Superblock;
  readonly file: ObjectFile;
  readonly fileNames: readonly string[];
}

async function openObjectFile(
  source: ByteSource,
  settings: OpenHdf5Options,
  depth: number,
  options?: CallOptions,
): Promise<OpenedObjectFile> {
  const { context, superblock, extension, fileNames } = await openFileContext(source, settings, options);
  const sharedMessages = extension && sharedMessageTable(extension);
  const image = extension && findMessage(extension, MESSAGE.CACHE_IMAGE);
  const read = image ? metadataBlocks(await applyCacheImage(context, image.fields, options)) : context.blocks;
  const siblings = new Map<string, LoadOnce<ObjectFile | undefined>>();

  async function openSibling(fileName: string, callOptions?: CallOptions): Promise<ObjectFile | undefined> {
    if (!settings.openSibling) {
      throw unsupportedHdf5(
        `Cannot open ${fileName}: opening other files was not allowed`,
        "objects in other files",
      );
    }
    if (depth === 0)
      throw invalidHdf5(`Cannot open ${fileName}: files lead to files, ${MAX_FILE_DEPTH} times`);
    const found = await settings.openSibling(fileName, callOptions);
    return (
      found && (await openObjectFile(found, { ...settings, name: fileName }, depth - 1, callOptions)).file
    );
  }

  const file: ObjectFile = {
    context: { ...context, blocks: read, sharedMessages },
    rootAddress: superblock.rootAddress,
    openFile(fileName, callOptions) {
      let sibling = siblings.get(fileName);
      if (!sibling) {
        sibling = new LoadOnce((openOptions) => openSibling(fileName, openOptions));
        siblings.set(fileName, sibling);
      }
      return sibling.get(callOptions);
    },
  };
  return { superblock, file, fileNames };
}

/**
 * The Shared Message Table message of the superblock extension, §IV.A.2.p:
 *    0  1  version, 0
 *    1  O  address of the table
 *       1  number of indexes
 */
function sharedMessageTable(extension: ObjectHeader): SharedMessageTable | undefined {
  const fields = findMessage(extension, MESSAGE.SHARED_MESSAGE_TABLE)?.fields;
  if (!fields) return undefined;
  fields.version(0);
  return { address: fields.definedAddress(), indexCount: fields.u8() };
}
