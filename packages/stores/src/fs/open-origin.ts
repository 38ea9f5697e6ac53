/**
 * Opening a store or file that another thread uses, by its `StoreOrigin`.
 *
 * @module
 */

import { closeSync } from "node:fs";
import {
  type ByteSource,
  type FileOrigin,
  fileStore,
  type ReadableStore,
  type StoreOrigin,
} from "@chunkwright/core";
import { resolveRange } from "../resolve-range.ts";
import { fileFailure } from "./file-failure.ts";
import { fsStore } from "./fs-store.ts";
import { type OpenDescriptor, openRegularNow } from "./open-regular.ts";
import { readDescriptorNow, readExactly } from "./read-exactly.ts";
import { fileMemory } from "./read-memory.ts";

/**
 * The store, which reads synchronously and so is meant for worker threads. Reads of a file that has changed since its
 * origin was taken reject with "store".
 */
export function openOrigin(origin: StoreOrigin): ReadableStore {
  if (origin.kind === "file") return fileStore(unopenedFile(origin));
  return fsStore(origin.path, { followLinks: origin.followLinks, blocking: true });
}

/** A file that is opened for each read, so that it need not be closed. */
function unopenedFile({ path, size, version }: FileOrigin): ByteSource {
  return {
    size,
    async read(offset, length, options) {
      const span = resolveRange(path, { offset, length }, size);
      let file: OpenDescriptor | undefined;
      try {
        file = openRegularNow(path);
        if (file?.size !== size || file.version !== version)
          throw new Error("it has changed since it was opened");
        return await readExactly(readDescriptorNow(file.fd), path, span, options);
      } catch (error) {
        throw fileFailure(`Cannot read ${length} bytes at ${offset} of ${path}`, path, error);
      } finally {
        if (file) closeSync(file.fd);
      }
    },
    release: fileMemory.release,
  };
}
