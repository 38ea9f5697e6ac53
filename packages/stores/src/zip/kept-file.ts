/**
 * A file whose end is in memory.
 *
 * @module
 */

import type { ByteSource } from "@chunkwright/core";
import type { FileTail } from "./end-records.ts";

/** Reads that lie in the tail cost no request: there an archive of ours has its metadata. */
export function tailFile(file: ByteSource, { offset: tailOffset, bytes }: FileTail): ByteSource {
  return {
    size: file.size,
    async read(offset, length, options) {
      if (offset < tailOffset || offset + length > file.size) return file.read(offset, length, options);
      options?.signal?.throwIfAborted();
      return bytes.slice(offset - tailOffset, offset - tailOffset + length);
    },
  };
}
