/**
 * The files beside a source, for images that spread over several: by bare name, never by path.
 *
 * @module
 */

import { dirname, join } from "node:path";
import {
  type ByteSource,
  type Bytes,
  type CallOptions,
  isStorageError,
  openFile,
  StorageError,
} from "@chunkwright/core";
import { fsStore, openFsFile } from "@chunkwright/stores/fs";
import { openBucketFile } from "../place/bucket-file.ts";
import type { S3Location } from "../place/location.ts";
import type { OtherSpellings } from "./other-spellings.ts";
import { openServerFile } from "./server-file.ts";

export interface SiblingFile extends ByteSource {
  close(): Promise<void>;
}

/** Opens a file in the same directory; `undefined` if it is not there. */
export type Siblings = (fileName: string) => Promise<SiblingFile | undefined>;

/** Files beside a source that stay open until it is closed. */
export interface OpenSiblings {
  readonly open: Siblings;
  readonly names: ReadonlySet<string>;
  close(): Promise<void>;
}

/** A file that is not there by its name is opened by one of its other spellings. */
export function openSiblings(siblings: Siblings, spellings: OtherSpellings = async () => []): OpenSiblings {
  const opened: SiblingFile[] = [];
  const names = new Set<string>();
  const openNamed: Siblings = async (name) => {
    const sibling = await siblings(name);
    if (!sibling) return undefined;
    opened.push(sibling);
    names.add(name);
    return sibling;
  };
  return {
    names,
    async open(fileName) {
      const own = await openNamed(fileName);
      if (own) return own;
      for (const name of await spellings(fileName)) {
        const found = await openNamed(name);
        if (found) return found;
      }
      return undefined;
    },
    async close() {
      await Promise.all(opened.map((sibling) => sibling.close()));
    },
  };
}

/** All bytes of a file beside a source; `undefined` if it is not there. */
export async function readSibling(
  siblings: Siblings,
  fileName: string,
  options?: CallOptions,
): Promise<Bytes | undefined> {
  const sibling = await siblings(fileName);
  try {
    return await sibling?.read(0, sibling.size, options);
  } finally {
    await sibling?.close();
  }
}

/** Systems often let a process open 1024 files or fewer, and a plate may have more: further ones are opened to be read. */
const KEPT_OPEN = 128;

export function siblingsInDirectory(path: string): Siblings {
  const folder = dirname(path);
  const store = fsStore(folder, { followLinks: true });
  let opened = 0;
  return async (fileName) => {
    checkBareName(fileName);
    if (opened === KEPT_OPEN) {
      const file = await openFile(store, fileName);
      return file && { ...file, close: async () => {} };
    }
    try {
      const file = await openFsFile(join(folder, fileName));
      opened += 1;
      return file;
    } catch (error) {
      if (isStorageError(error, "not-found")) return undefined;
      throw error;
    }
  };
}

export function siblingsOnServer(url: string): Siblings {
  return async (fileName) => {
    checkBareName(fileName);
    // A server may forbid requests for what does not exist.
    const file = await openServerFile(siblingUrl(url, fileName), { forbiddenIsAbsent: true });
    return file && { size: file.size, read: file.read, close: async () => {} };
  };
}

export function siblingsInBucket(location: S3Location): Siblings {
  return async (fileName) => {
    checkBareName(fileName);
    const key = location.key.replace(/[^/]*$/, fileName);
    const file = await openBucketFile({ ...location, key });
    return file && { size: file.size, read: file.read, close: async () => {} };
  };
}

/** The address of what stands beside a file or a directory. */
export function siblingUrl(url: string, name: string): string {
  const sibling = new URL(url);
  sibling.pathname = sibling.pathname.replace(/[^/]*\/*$/, encodeURIComponent(name));
  return sibling.href;
}

export function checkBareName(fileName: string): void {
  if (fileName === "" || fileName === "." || fileName === ".." || /[/\\\0]/.test(fileName)) {
    throw new StorageError("invalid-data", `Refused to open "${fileName}": it is not a bare file name`, {
      format: "ome-xml",
    });
  }
}
