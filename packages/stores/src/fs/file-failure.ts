/**
 * System errors as "store" errors with readable messages.
 *
 * @module
 */

import { isStorageError, StorageError } from "@chunkwright/core";

const FACTS: { readonly [code: string]: string } = {
  EACCES: "permission denied",
  EPERM: "operation not permitted",
  EBUSY: "it is in use",
  EROFS: "the file system is read-only",
  ENOSPC: "no space left on the device",
  EDQUOT: "the disk quota is used up",
  EFBIG: "files of this size are not allowed here",
  EMFILE: "too many files are open",
  ENFILE: "too many files are open",
  ENAMETOOLONG: "a name in it is too long",
  ENOTDIR: "a parent of it is a file",
  EEXIST: "a parent of it is a file",
  EISDIR: "it is a directory",
  ENOTEMPTY: "it is a directory",
  EBADF: "the file is closed",
  ELOOP: "symbolic links form a loop",
};

/** Windows tells neither apart from a file that a program has open. */
const FACTS_ON_WINDOWS: { readonly [code: string]: string } = {
  EACCES: "permission denied, or another program has it open",
  EPERM: "operation not permitted, or another program has it open",
};

/** `cause` as a "store" error: what was being done ("Cannot write a/b"), then the fact. */
export function fileFailure(action: string, key: string, cause: unknown): StorageError {
  if (isStorageError(cause)) return cause;
  const code = errorCode(cause);
  const fact = factOf(code) ?? (cause instanceof Error ? cause.message : String(cause));
  return new StorageError("store", `${action}: ${fact}`, { key }, { cause });
}

/** What a code of the system means, in words. */
export function factOf(code: string | undefined, platform: string = process.platform): string | undefined {
  if (code === undefined) return undefined;
  const facts = platform === "win32" ? { ...FACTS, ...FACTS_ON_WINDOWS } : FACTS;
  return Object.hasOwn(facts, code) ? `${facts[code]} (${code})` : undefined;
}

/** The system's code of an error, such as "ENOENT". */
export function errorCode(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || !("code" in cause)) return undefined;
  return typeof cause.code === "string" ? cause.code : undefined;
}

/** Whether the error means that nothing is stored there. */
export function meansAbsent(cause: unknown): boolean {
  const code = errorCode(cause);
  return code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR" || code === "ENAMETOOLONG";
}
