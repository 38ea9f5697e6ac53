/**
 * A file or directory that appears whole or not at all: written under a temporary name beside its place, then renamed.
 *
 * @module
 */

import { lstat, mkdir, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { StorageError } from "@chunkwright/core";
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
 * directory or a file; with "not-found" if the directory around it is missing; with "store" if that is read-only.
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
  if (!(await exists(parent))) {
    throw new StorageError("not-found", `Cannot write ${path}: there is no directory ${parent}`, {
      path: parent,
    });
  }
  await checkReplaceable(target, path, overwrite);
  const unique = `${process.pid}-${Date.now().toString(36)}`;
  const workingPath = join(parent, `.${basename(target)}.${unique}.partial`);
  if (kind === "directory") await attempt(path, () => mkdir(workingPath));
  let settled = false;
  return {
    workingPath,
    async commit() {
      const old = join(parent, `.${basename(target)}.${unique}.replaced`);
      const replaced = await exists(target);
      await checkReplaceable(target, path, overwrite);
      // A file replaces a file in one step.
      const replaces = replaced !== undefined && (kind === "directory" || replaced === "directory");
      await attempt(path, async () => {
        if (replaces) await rename(target, old);
        try {
          await rename(workingPath, target);
        } catch (error) {
          if (replaces) await rename(old, target);
          throw error;
        }
        settled = true;
        if (replaces) await rm(old, { recursive: true, force: true });
      });
    },
    async abandon() {
      if (!settled) await rm(workingPath, { recursive: true, force: true, maxRetries: 3 });
      settled = true;
    },
  };
}

async function checkReplaceable(target: string, path: string, overwrite: boolean): Promise<void> {
  const kind = await exists(target);
  if (!kind) return;
  if (!overwrite) {
    throw new StorageError("exists", `Cannot write ${path}: it exists (--overwrite replaces it)`, { path });
  }
  if (kind === "file") return;
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

async function exists(path: string): Promise<"file" | "directory" | undefined> {
  try {
    return (await lstat(path)).isDirectory() ? "directory" : "file";
  } catch {
    return undefined;
  }
}

async function attempt<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    const fact = cause instanceof Error ? cause.message : String(cause);
    throw new StorageError("store", `Cannot write ${path}: ${fact}`, { key: path }, { cause });
  }
}
