/**
 * What is known of a file, or of the files that a driver divided it into, before its first object is read.
 *
 * @module
 */

import { inThreadCoder } from "@chunkwright/codecs/lazy";
import { type ByteSource, type CallOptions, fileStore } from "@chunkwright/core";
import { DEFAULT_MULTI, type DriverInfo, readDriverInfo } from "./file/driver-info.ts";
import { beginsFamily, type MemberFiles, openFamily, openMembers } from "./file/member-files.ts";
import { metadataBlocks } from "./file/metadata-blocks.ts";
import { readSuperblock, type Superblock } from "./file/superblock.ts";
import type { Hdf5Context } from "./hdf5-context.ts";
import type { OpenHdf5Options } from "./hdf5-file.ts";
import { collectionCache } from "./heap/global-heap.ts";
import { type ObjectHeader, readObjectHeader } from "./object/object-header.ts";

export interface FileContext {
  readonly superblock: Superblock;
  readonly context: Hdf5Context;
  /** The superblock extension. */
  readonly extension: ObjectHeader | undefined;
  readonly fileNames: readonly string[];
}

export async function openFileContext(
  source: ByteSource,
  settings: OpenHdf5Options,
  options?: CallOptions,
): Promise<FileContext> {
  const alone = await openOne(source, settings, undefined, options);
  const members = await findMembers(alone, settings, options);
  const whole = members ? await openOne(members.file, settings, members, options) : alone;
  return { ...whole, fileNames: members?.names ?? [whole.context.name] };
}

type Opened = Omit<FileContext, "fileNames">;

async function openOne(
  file: ByteSource,
  { coder = inThreadCoder, name = "", openSibling }: OpenHdf5Options,
  members: MemberFiles | undefined,
  options?: CallOptions,
): Promise<Opened> {
  const blocks = metadataBlocks(file);
  // Until all files are known, addresses in them cannot be resolved: they are taken as they are.
  const superblock = await readSuperblock(blocks, members ? members.placeOf : Number, options);
  const context: Hdf5Context = {
    ...superblock,
    placeOf: members?.placeOf,
    file,
    blocks,
    collections: collectionCache(),
    store: fileStore(file),
    coder,
    name,
    isOneFile: !members,
    openSibling,
    sharedMessages: undefined,
  };
  const { extensionAddress } = superblock;
  // In a file by itself, an address that is no safe integer lies in another of several files.
  const extension =
    extensionAddress !== undefined && Number.isSafeInteger(extensionAddress)
      ? await readObjectHeader(context, extensionAddress, options)
      : undefined;
  return { superblock, context, extension };
}

/** The files that a driver divided the file into; `undefined` if it is complete by itself. */
async function findMembers(
  alone: Opened,
  settings: OpenHdf5Options,
  options?: CallOptions,
): Promise<MemberFiles | undefined> {
  const { file, name } = alone.context;
  const { endOfFile, extensionAddress = 0 } = alone.superblock;
  const first = { file, name, endOfFile, openSibling: settings.openSibling };
  if (!Number.isSafeInteger(extensionAddress)) {
    // The driver information is in another file, which has the default name.
    const likely = await openMembers(DEFAULT_MULTI, first, options);
    const opened = await openOne(likely.file, settings, likely, options);
    const driver = await readDriver(opened, options);
    return driver ? openMembers(driver, first, options) : likely;
  }
  const driver = await readDriver(alone, options);
  if (driver) return openMembers(driver, first, options);
  // HDF5 1.6 noted nothing of a family: there, the first member tells the size of the others.
  return (await beginsFamily(first, options)) ? openFamily(first, file.size, options) : undefined;
}

function readDriver(
  { context, superblock, extension }: Opened,
  options?: CallOptions,
): Promise<DriverInfo | undefined> {
  return readDriverInfo(context, superblock.driverInfoAddress, extension, options);
}
