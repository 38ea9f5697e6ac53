/** A file in memory that is written and read back. */

import type { ByteSink, ByteSource, Bytes } from "@chunkwright/core";

export interface MemorySink extends ByteSink, Pick<ByteSource, "read"> {
  /** What has been written; bytes that were skipped are zero. */
  readonly bytes: Bytes;
  readonly isClosed: boolean;
}

export function memorySink(): MemorySink {
  let bytes = new Uint8Array(1024);
  let end = 0;
  let isClosed = false;
  return {
    get bytes() {
      return bytes.slice(0, end);
    },
    get isClosed() {
      return isClosed;
    },
    async write(offset, part) {
      end = Math.max(end, offset + part.byteLength);
      if (end > bytes.byteLength) {
        const longer = new Uint8Array(2 * end);
        longer.set(bytes);
        bytes = longer;
      }
      bytes.set(part, offset);
    },
    read: async (offset, length) => bytes.slice(offset, offset + length),
    async close() {
      isClosed = true;
    },
  };
}
