/**
 * Opening regular files, and not pipes, devices or directories.
 *
 * @module
 */

import { closeSync, constants, fstatSync, openSync, type Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { meansAbsent } from "./file-failure.ts";

export interface RegularFile {
  readonly handle: FileHandle;
  readonly size: number;
  /** Changes when the file is modified or replaced. */
  readonly version: string;
}

/** Without O_NONBLOCK, opening a named pipe for reading waits for a writer. Windows has neither. */
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

/** An open file, by its descriptor. */
export interface OpenDescriptor {
  readonly fd: number;
  readonly size: number;
  readonly version: string;
}

/**
 * As `openRegular`, but synchronously; the caller closes the descriptor. Opening, `fstat` and closing take 4 µs this
 * way and 100 µs in Node's thread pool, most of the time of a small read (`bench read`). `flags` are added to those for
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

/**
 * Changes when the file is modified or replaced. Its device is no part of it: of that, `stat` and `fstat` tell different
 * numbers on Windows 11 with Node 22.12 to 22.16 and 24.0 to 24.1 (libuv, pull request 4698).
 */
export function versionOf({ ino, mtimeMs }: Pick<Stats, "ino" | "mtimeMs">): string {
  return `${ino} ${mtimeMs}`;
}

/** For `catch`: returns `undefined` if the error means that nothing is there, and rethrows any other. */
export function absentAsUndefined(error: unknown): undefined {
  if (!meansAbsent(error)) throw error;
}
