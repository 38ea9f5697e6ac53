/**
 * Files that a user picked or dropped, and other blobs of a browser, as random-access files. File API §3.
 *
 * @module
 */

import { type ByteSource, StorageError } from "@chunkwright/core";
import { resolveRange } from "./resolve-range.ts";

/**
 * Reads parts of `blob` as they are asked for, never all of it. `name` stands in errors; a `File` has one. Rejects
 * with "store" if the file has changed or gone since it was picked.
 */
export function openBlob(blob: Blob, name: string = nameOf(blob)): ByteSource {
  if (typeof blob?.size !== "number") throw new TypeError("Cannot open what is no Blob or File");
  return {
    size: blob.size,
    async read(offset, length, options) {
      options?.signal?.throwIfAborted();
      resolveRange(name, { offset, length }, blob.size);
      const buffer = await blob
        .slice(offset, offset + length)
        .arrayBuffer()
        .catch((cause: unknown) => {
          const fact = cause instanceof Error ? cause.message : String(cause);
          throw new StorageError(
            "store",
            `Cannot read ${length} bytes at ${offset} of ${name}: ${fact}`,
            { key: name },
            { cause },
          );
        });
      options?.signal?.throwIfAborted();
      if (buffer.byteLength === length) return new Uint8Array(buffer);
      throw new StorageError(
        "store",
        `Cannot read ${length} bytes at ${offset} of ${name}: ${buffer.byteLength} came`,
        { key: name },
      );
    },
  };
}

function nameOf(blob: Blob): string {
  return typeof blob === "object" && "name" in blob ? String(blob.name) : "blob";
}
