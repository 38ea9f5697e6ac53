/**
 * A file of which a part is in memory.
 *
 * @module
 */

import type { ByteSource } from "@chunkwright/core";
import type { FilePart } from "./end-records.ts";

/** Reads that lie in the part cost no request: beside its directory an archive of ours has its metadata. */
export function keptFile(file: ByteSource, { offset: start, bytes }: FilePart): ByteSource {
  return {
    size: file.size,
    async read(offset, length, options) {
      if (offset < start || offset + length > start + bytes.byteLength) {
        return file.read(offset, length, options);
      }
      options?.signal?.throwIfAborted();
      return bytes.slice(offset - start, offset - start + length);
    },
  };
}
