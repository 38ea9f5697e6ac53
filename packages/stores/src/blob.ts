/**
 * A browser's blobs, such as files that a user picked or dropped, as random-access files. File API §3.
 *
 * @module
 */

import { type ByteSource, StorageError } from "@chunkwright/core";
import { resolveRange } from "./resolve-range.ts";

/**
 * Reads only the parts of `blob` that are requested. `name` is used in errors; a `File`'s own by default. Reads reject
 * with "store" if the file has been changed or removed since it was picked.
 */
export function openBlob(blob: Blob, name: string = nameOf(blob)): ByteSource {
  if (typeof blob?.size !== "number")
    throw new TypeError("Cannot open a blob: the argument is not a Blob or File");
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
