/**
 * Opening regular files alone: pipes, devices and directories hold no values.
 *
 * @module
 */

import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { meansAbsent } from "./file-failure.ts";

export interface RegularFile {
  readonly handle: FileHandle;
  readonly size: number;
}

/** Opening a named pipe for reading would wait for a writer; with this flag it does not. Windows has neither. */
const READ_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * The file at `path`, open for reading; `undefined` if there is none or it is not regular. `flags` are added to those
 * for reading: with `O_NOFOLLOW` a symbolic link rejects with "ELOOP".
 */
export async function openRegular(path: string, flags = 0): Promise<RegularFile | undefined> {
  const handle = await open(path, READ_FLAGS | flags).catch(absentAsUndefined);
  if (!handle) return undefined;
  try {
    const stats = await handle.stat();
    if (stats.isFile()) return { handle, size: stats.size };
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return undefined;
}

/** For `catch`: `undefined` if the failure means that nothing is there, else the failure again. */
export function absentAsUndefined(error: unknown): undefined {
  if (!meansAbsent(error)) throw error;
}
