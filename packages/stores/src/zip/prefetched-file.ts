/**
 * A file with one part of it in memory.
 *
 * @module
 */

import type { ByteSource } from "@chunkwright/core";
import type { FilePart } from "./end-records.ts";

/** `file`, where reads inside the part take no request. */
export function prefetchedFile(file: ByteSource, { offset: start, bytes }: FilePart): ByteSource {
  return {
    size: file.size,
    ...(file.release && { release: (bytes) => file.release?.(bytes) }),
    async read(offset, length, options) {
      if (offset < start || offset + length > start + bytes.byteLength) {
        return file.read(offset, length, options);
      }
      options?.signal?.throwIfAborted();
      return bytes.slice(offset - start, offset - start + length);
    },
  };
}
