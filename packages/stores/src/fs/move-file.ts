/**
 * Renaming files and directories that other programs may be looking at.
 *
 * @module
 */

import { rename, stat } from "node:fs/promises";
import { errorCode } from "./file-failure.ts";

/** For tests. */
export interface MoveFileOptions {
  readonly platform?: string;
  readonly rename?: (from: string, to: string) => Promise<void>;
}

/** What Windows answers while a program has a file open, or a file below a directory. */
const IN_USE: readonly unknown[] = ["EPERM", "EACCES", "EBUSY"];
/** Twice as long each time: 2.5 s in all. */
const FIRST_WAIT_MS = 10;
const MAX_WAITS = 8;

/**
 * Renames `from` to `to`, replacing a file. Virus scanners and search indexes open files as soon as they are written,
 * and on Windows what is open cannot be renamed: there this tries again for a while.
 */
export async function moveFile(from: string, to: string, options: MoveFileOptions = {}): Promise<void> {
  const { platform = process.platform, rename: move = rename } = options;
  const waits = platform === "win32" ? MAX_WAITS : 0;
  for (let done = 0; ; done += 1) {
    try {
      return await move(from, to);
    } catch (error) {
      if (done === waits || !IN_USE.includes(errorCode(error))) throw error;
      if (await isDirectory(to)) throw directoryInTheWay(to, error);
    }
    await new Promise((resolve) => setTimeout(resolve, FIRST_WAIT_MS * 2 ** done));
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** With the code that it has on other systems. */
function directoryInTheWay(path: string, cause: unknown): Error {
  return Object.assign(new Error(`${path} is a directory`, { cause }), { code: "EISDIR" });
}
