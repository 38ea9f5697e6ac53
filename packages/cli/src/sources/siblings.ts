/**
 * The files beside a source, for images that spread over several: by bare name, never by path.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { type ByteSource, isStorageError, StorageError } from "@chunkwright/core";
import { openFsFile } from "@chunkwright/stores/fs";
import { openServerFile } from "./server-file.ts";

export interface SiblingFile extends ByteSource {
  close(): Promise<void>;
}

/** Opens a file in the same directory; `undefined` if it is not there. */
export type Siblings = (fileName: string) => Promise<SiblingFile | undefined>;

/** Files beside a source that stay open until it is closed. */
export interface OpenSiblings {
  readonly open: Siblings;
  close(): Promise<void>;
}

export function openSiblings(siblings: Siblings): OpenSiblings {
  const opened: SiblingFile[] = [];
  return {
    async open(fileName) {
      const sibling = await siblings(fileName);
      if (sibling) opened.push(sibling);
      return sibling;
    },
    async close() {
      await Promise.all(opened.map((sibling) => sibling.close()));
    },
  };
}

export function siblingsInDirectory(path: string): Siblings {
  return async (fileName) => {
    checkBareName(fileName);
    try {
      return await openFsFile(join(dirname(path), fileName));
    } catch (error) {
      if (isStorageError(error, "not-found")) return undefined;
      throw error;
    }
  };
}

export function siblingsOnServer(url: string): Siblings {
  return async (fileName) => {
    checkBareName(fileName);
    const sibling = new URL(url);
    sibling.pathname = sibling.pathname.replace(/[^/]*$/, encodeURIComponent(fileName));
    const file = await openServerFile(sibling.href);
    return file && { size: file.size, read: file.read, close: async () => {} };
  };
}

export function checkBareName(fileName: string): void {
  if (fileName === "" || fileName === "." || fileName === ".." || /[/\\\0]/.test(fileName)) {
    throw new StorageError("invalid-data", `Refused to open "${fileName}": it is no bare file name`, {
      format: "ome-xml",
    });
  }
}
