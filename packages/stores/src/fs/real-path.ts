/**
 * Paths without links, in the spelling that the file system has.
 *
 * @module
 */

import { realpath as realpathLater, realpathSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { promisify } from "node:util";
import { errorCode } from "./file-failure.ts";

/** By the system; where its drivers cannot, link by link. Rejects with the system's error if nothing is there. */
export async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (!isUnanswered(error)) throw error;
    return promisify(realpathLater)(path);
  }
}

/** As `realPath`, but synchronously. */
export function realPathNow(path: string): string {
  try {
    return realpathSync.native(path);
  } catch (error) {
    if (!isUnanswered(error)) throw error;
    return realpathSync(path);
  }
}

/** What libuv makes of the answers of Windows for drives that programs provide, such as RAM disks, and of Wine for long paths. */
const UNANSWERED: readonly unknown[] = ["EISDIR", "ENOSYS", "UNKNOWN"];

function isUnanswered(error: unknown): boolean {
  return UNANSWERED.includes(errorCode(error));
}
