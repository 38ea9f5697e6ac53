/**
 * A directory as a store: one file per key.
 *
 * @module
 */

import { closeSync } from "node:fs";
import { opendir, rmdir, stat, unlink } from "node:fs/promises";
import { resolve } from "node:path";
import type {
  ByteSpan,
  Bytes,
  CallOptions,
  FileOrigin,
  ListableStore,
  ReadableStore,
  ReadOptions,
  StoreEntry,
  WritableStore,
} from "@chunkwright/core";
import { limiter } from "../limiter.ts";
import { resolveRange } from "../resolve-range.ts";
import { checkKey, checkPrefix, isKey } from "../store-key.ts";
import { type ConfinedPaths, confinedPaths, parentOf } from "./confined-paths.ts";
import { errorCode, fileFailure, meansAbsent } from "./file-failure.ts";
import { fileSink } from "./file-sink.ts";
import { newValues } from "./new-values.ts";
import { absentAsUndefined, versionOf } from "./open-regular.ts";
import { type ReadSome, readDescriptor, readDescriptorNow, readExactly } from "./read-exactly.ts";
import { fileMemory } from "./read-memory.ts";
import { isTemporaryName } from "./temporary-name.ts";
import { createTemporary, writeFully } from "./write-file.ts";

/** Options of `fsStore`. */
export interface FsStoreOptions {
  /** Follow symbolic links that lead out of the root; otherwise they are refused. */
  readonly followLinks?: boolean;
  /**
   * Selects keys whose values are flushed to the disk before `set` resolves, to survive a power cut; none by default.
   */
  readonly sync?: (key: string) => boolean;
  /**
   * No other process reads below the root until everything is written, for example because the root is renamed
   * afterwards. New values are then written in place instead of by rename, and directories are looked up once.
   */
  readonly unpublished?: boolean;
  /** Read synchronously in the calling thread: for worker threads. */
  readonly blocking?: boolean;
}

/** A directory as a store. */
export interface FsStore extends ReadableStore, Required<WritableStore>, ListableStore {}

/** Files open at a time, so that thousands of concurrent calls do not run out of descriptors. */
const MAX_OPEN_FILES = 64;

/**
 * A store over the directory `root`, which need not exist before the first `set`. Values appear whole, by rename;
 * deleting the last key of a directory removes the directory. A listed prefix ends in `/`.
 */
export function fsStore(root: string, options: FsStoreOptions = {}): FsStore {
  const { followLinks = false, unpublished = false, blocking = false } = options;
  const paths = confinedPaths(root, followLinks);
  const files = { paths, readsOf: blocking ? readDescriptorNow : readDescriptor };
  const writeNew = unpublished ? newValues(root) : undefined;
  const limit = limiter(MAX_OPEN_FILES);
  const run = async <T>(verb: string, key: string, call: CallOptions | undefined, task: () => Promise<T>) => {
    checkKey(key);
    return limit(async () => {
      try {
        return await task();
      } catch (error) {
        if (call?.signal?.aborted && error === call.signal.reason) throw error;
        throw fileFailure(`Cannot ${verb} ${key}`, key, error);
      }
    }, call?.signal);
  };
  const originOf = (key: string, call?: CallOptions) =>
    run("measure", key, call, () => originOfValue(paths, key));
  return {
    origin: { kind: "directory", path: resolve(root), followLinks },
    get: (key, call) =>
      run("read", key, call, () => readValue(files, key, (size) => ({ offset: 0, length: size }), call)),
    getRange: (key, range, call) =>
      run("read", key, call, () => readValue(files, key, (size) => resolveRange(key, range, size), call)),
    size: async (key, call) => (await originOf(key, call))?.size,
    originOf,
    release: fileMemory.release,
    set: (key, value, call) =>
      run("write", key, call, async () => {
        const sync = options.sync?.(key) ?? false;
        if (!sync && (await writeNew?.(key, value))) return;
        await replaceValue(paths, key, value, sync, call);
      }),
    createValue: (key, call) =>
      run("write", key, call, async () => {
        const file = await createBeside(paths, key, MAX_SET_TRIES);
        return fileSink(file, key, options.sync?.(key) ?? false);
      }),
    delete: (key, call) => run("delete", key, call, () => deleteValue(paths, key)),
    list: (prefix, call) => listDirectory(paths, prefix, call),
  };
}

interface Files {
  readonly paths: ConfinedPaths;
  readonly readsOf: (fd: number) => ReadSome;
}

async function readValue(
  { paths, readsOf }: Files,
  key: string,
  spanOf: (size: number) => ByteSpan,
  call: ReadOptions | undefined,
): Promise<Bytes | undefined> {
  const file = await paths.open(key);
  if (!file) return undefined;
  try {
    return await readExactly(readsOf(file.fd), key, spanOf(file.size), call);
  } finally {
    closeSync(file.fd);
  }
}

async function originOfValue(paths: ConfinedPaths, key: string): Promise<FileOrigin | undefined> {
  const path = await paths.find(key);
  if (path === undefined) return undefined;
  const stats = await stat(path).catch(absentAsUndefined);
  return stats?.isFile() ? { kind: "file", path, size: stats.size, version: versionOf(stats) } : undefined;
}

/** A concurrent `delete` may remove the directory between its creation and its first file. */
const MAX_SET_TRIES = 10;

async function replaceValue(
  paths: ConfinedPaths,
  key: string,
  value: Bytes,
  sync: boolean,
  call: CallOptions | undefined,
): Promise<void> {
  const file = await createBeside(paths, key, MAX_SET_TRIES);
  try {
    await writeFully(file.handle, 0, value);
    call?.signal?.throwIfAborted();
    await file.publish(sync);
  } catch (error) {
    await file.discard();
    throw error;
  }
}

async function createBeside(paths: ConfinedPaths, key: string, tries: number) {
  try {
    return await createTemporary(await paths.create(key));
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
    if (tries <= 1) throw (await isBelowFile(paths, key)) ? parentIsFile(error) : error;
    return createBeside(paths, key, tries - 1);
  }
}

/** Windows does not tell files on the way to a path from directories that are not there. */
async function isBelowFile(paths: ConfinedPaths, key: string): Promise<boolean> {
  for (let parent = parentOf(key); parent !== ""; parent = parentOf(parent)) {
    const path = await paths.find(parent);
    if (path !== undefined) return (await stat(path)).isFile();
  }
  return false;
}

/** With the code that it has on other systems. */
function parentIsFile(cause: unknown): Error {
  return Object.assign(new Error("a parent is a file", { cause }), { code: "ENOTDIR" });
}

async function deleteValue(paths: ConfinedPaths, key: string): Promise<void> {
  const path = await paths.locate(key);
  if (path === undefined) return;
  try {
    await unlink(path);
  } catch (error) {
    // For a directory POSIX reports EPERM, Linux EISDIR; a directory is not a value, so there is nothing to delete.
    if (meansAbsent(error) || (await stat(path).catch(absentAsUndefined))?.isDirectory()) return;
    throw error;
  }
  for (let parent = parentOf(key); parent !== ""; parent = parentOf(parent)) {
    const directory = await paths.locate(parent);
    if (directory === undefined || !(await removeIfEmpty(directory))) return;
  }
}

async function removeIfEmpty(directory: string): Promise<boolean> {
  return rmdir(directory).then(
    () => true,
    () => false,
  );
}

async function* listDirectory(
  paths: ConfinedPaths,
  prefix: string,
  call: CallOptions | undefined,
): AsyncIterable<StoreEntry> {
  checkPrefix(prefix);
  call?.signal?.throwIfAborted();
  try {
    const path = await paths.find(prefix.slice(0, -1));
    const directory = path === undefined ? undefined : await opendir(path).catch(absentAsUndefined);
    if (!directory) return;
    for await (const entry of directory) {
      call?.signal?.throwIfAborted();
      const key = prefix + entry.name;
      const kind = isTemporaryName(entry.name) ? undefined : await kindOf(paths, key, entry);
      if (kind) yield { kind, key: kind === "prefix" ? `${key}/` : key };
    }
  } catch (error) {
    if (call?.signal?.aborted && error === call.signal.reason) throw error;
    throw fileFailure(`Cannot list ${prefix || "the root"}`, prefix, error);
  }
}

interface DirectoryEntry {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

/**
 * Whether an entry is a key or a prefix; `undefined` for sockets and the like, invalid keys, and links out of the root.
 */
async function kindOf(
  paths: ConfinedPaths,
  key: string,
  entry: DirectoryEntry,
): Promise<StoreEntry["kind"] | undefined> {
  if (entry.isSymbolicLink()) {
    const path = await paths.find(key).catch(() => undefined);
    const target = path === undefined ? undefined : await stat(path).catch(absentAsUndefined);
    return target?.isDirectory() ? "prefix" : target?.isFile() ? "key" : undefined;
  }
  if (!isKey(key)) return undefined;
  return entry.isDirectory() ? "prefix" : entry.isFile() ? "key" : undefined;
}
