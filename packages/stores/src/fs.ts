/**
 * Stores and files on the local file system, for Node only.
 *
 * @module
 */

export { createFsFile } from "./fs/create-file.ts";
export { fileFailure } from "./fs/file-failure.ts";
export { fileNameFault } from "./fs/file-name.ts";
export type { FsFileSink } from "./fs/file-sink.ts";
export { type FsStore, type FsStoreOptions, fsStore } from "./fs/fs-store.ts";
export { openLent } from "./fs/lent-file.ts";
export { type MoveFileOptions, moveFile } from "./fs/move-file.ts";
export { type FsFile, openFsFile } from "./fs/open-file.ts";
export { openOrigin } from "./fs/open-origin.ts";
