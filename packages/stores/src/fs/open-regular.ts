/**
 * Opening regular files alone: pipes, devices and directories hold no values.
 *
 * @module
 */

import { closeSync, constants, fstatSync, openSync, type Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { meansAbsent } from "./file-failure.ts";

export interface RegularFile {
  readonly handle: FileHandle;
  readonly size: number;
  /** Tells the file, as it is now, from what it may become and from what may take its place. */
  readonly version: string;
}

/** Opening a named pipe for reading would wait for a writer; with this flag it does not. Windows has neither. */
const READ_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** The file at `path`, open for reading; `undefined` if there is none or it is not regular. */
export async function openRegular(path: string): Promise<RegularFile | undefined> {
  const handle = await open(path, READ_FLAGS).catch(absentAsUndefined);
  if (!handle) return undefined;
  try {
    const stats = await handle.stat();
    if (stats.isFile()) return { handle, size: stats.size, version: versionOf(stats) };
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return undefined;
}

/** A file by its descriptor. */
export interface OpenDescriptor {
  readonly fd: number;
  readonly size: number;
  readonly version: string;
}

/**
 * The same at once, to be closed by the caller: opening, measuring and closing a file take 4 µs here, and 100 µs by way
 * of Node's thread pool, which is most of the time of a small read (`bench read`). `flags` are added to those for
 * reading: with `O_NOFOLLOW` a symbolic link throws "ELOOP".
 */
export function openRegularNow(path: string, flags = 0): OpenDescriptor | undefined {
  let fd: number;
  try {
    fd = openSync(path, READ_FLAGS | flags);
  } catch (error) {
    return absentAsUndefined(error);
  }
  try {
    const stats = fstatSync(fd);
    if (stats.isFile()) return { fd, size: stats.size, version: versionOf(stats) };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  closeSync(fd);
  return undefined;
}

function versionOf({ dev, ino, mtimeMs }: Stats): string {
  return `${dev} ${ino} ${mtimeMs}`;
}

/** For `catch`: `undefined` if the failure means that nothing is there, else the failure again. */
export function absentAsUndefined(error: unknown): undefined {
  if (!meansAbsent(error)) throw error;
}
