/**
 * A file or directory that appears whole or not at all: written under a temporary name beside its place, then renamed.
 *
 * @module
 */

import { lstat, mkdir, readdir, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { StorageError } from "@chunkwright/core";
import { fileFailure, fileNameFault, moveFile } from "@chunkwright/stores/fs";
import { openBucketPlace, openObjectPlace } from "./bucket-place.ts";
import { HIERARCHY_MARKERS } from "./hierarchy-markers.ts";
import { parseLocation } from "./location.ts";

export interface TargetPlace {
  /** Where to write: an empty directory, or the name of a file that is not there yet. */
  readonly workingPath: string;
  /** Moves what was written into place, replacing what is there. */
  commit(): Promise<void>;
  /** Removes what was written; harmless after `commit`. */
  abandon(): Promise<void>;
}

/**
 * Rejects with "exists" if something is at `path`, unless `overwrite` and it is a Zarr or N5 hierarchy, an empty
 * directory or a file, and no device or pipe; with "not-found" if the directory around it is missing; with "store" if that is read-only.
 */
export async function openTargetPlace(
  path: string,
  kind: "file" | "directory",
  overwrite: boolean,
): Promise<TargetPlace> {
  const location = parseLocation(path);
  if (location.kind === "s3") {
    return kind === "file" ? openObjectPlace(location, path, overwrite) : openBucketPlace(path, overwrite);
  }
  const target = resolve(path);
  const parent = dirname(target);
  if (!(await isDirectory(parent))) {
    throw new StorageError("not-found", `Cannot write ${path}: there is no directory ${parent}`, {
      path: parent,
    });
  }
  const fault = fileNameFault(basename(target));
  if (fault) throw new StorageError("store", `Cannot write ${path}: ${fault}`, { key: path });
  await checkReplaceable(target, path, overwrite);
  const unique = `${process.pid}-${Date.now().toString(36)}`;
  const besides = (end: string) => join(parent, `.${shortened(basename(target))}.${unique}.${end}`);
  const workingPath = besides("partial");
  if (kind === "directory") await attempt(path, () => mkdir(workingPath));
  let settled = false;
  return {
    workingPath,
    async commit() {
      const old = besides("replaced");
      const replaced = await exists(target, path);
      await checkReplaceable(target, path, overwrite);
      // A file replaces a file in one step.
      const replaces = replaced !== undefined && (kind === "directory" || replaced === "directory");
      await attempt(path, async () => {
        if (replaces) await moveFile(target, old);
        try {
          await moveFile(workingPath, target);
        } catch (error) {
          if (replaces) await moveFile(old, target);
          throw error;
        }
        settled = true;
      });
      if (replaces) await removeReplaced(path, old);
    },
    async abandon() {
      if (!settled) await rm(workingPath, { recursive: true, force: true, maxRetries: 3 });
      settled = true;
    },
  };
}

/** On Windows what a program has open cannot be removed; the target is in place all the same. */
async function removeReplaced(path: string, old: string): Promise<void> {
  await rm(old, { recursive: true, force: true, maxRetries: 3 }).catch((cause) => {
    throw fileFailure(`Wrote ${path}, but cannot remove what it replaced, ${old}`, old, cause);
  });
}

async function checkReplaceable(target: string, path: string, overwrite: boolean): Promise<void> {
  const kind = await exists(target, path);
  if (!kind) return;
  if (!overwrite) {
    throw new StorageError("exists", `Cannot write ${path}: it exists (--overwrite replaces it)`, { path });
  }
  if (kind === "file") return;
  if (kind === "other") {
    throw new StorageError("exists", `Cannot overwrite ${path}: it is neither a file nor a directory`, {
      path,
    });
  }
  const names = await attempt(path, () => readdir(target));
  if (names.length > 0 && !names.some((name) => HIERARCHY_MARKERS.includes(name))) {
    throw new StorageError(
      "exists",
      `Cannot overwrite ${path}: it is a directory, but no Zarr or N5 hierarchy`,
      {
        path,
      },
    );
  }
}

/** Links count as files: what they lead to stays as it is. */
async function exists(target: string, path: string): Promise<"file" | "directory" | "other" | undefined> {
  const found = await attempt(path, () =>
    lstat(target).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
    }),
  );
  if (!found) return undefined;
  if (found.isDirectory()) return "directory";
  return found.isFile() || found.isSymbolicLink() ? "file" : "other";
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function attempt<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    throw fileFailure(`Cannot write ${path}`, path, cause);
  }
}

/** Names have at most 255 bytes, with what is added to them. */
function shortened(name: string): string {
  return Array.from(name).slice(0, 40).join("");
}
