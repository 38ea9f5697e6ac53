/** A file in memory that is written and read back. */

import { type ByteSink, type ByteSource, type Bytes, fileOfBytes } from "@chunkwright/core";

export class MemoryFile implements ByteSink {
  #bytes: Bytes = new Uint8Array(1024);
  #size = 0;
  isClosed = false;

  async write(offset: number, bytes: Bytes): Promise<void> {
    const end = offset + bytes.byteLength;
    if (end > this.#bytes.byteLength) {
      const larger = new Uint8Array(2 * end);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, offset);
    this.#size = Math.max(this.#size, end);
  }

  async read(offset: number, length: number): Promise<Bytes> {
    return this.#bytes.slice(offset, offset + length);
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }

  get bytes(): Bytes {
    return this.#bytes.slice(0, this.#size);
  }

  get source(): ByteSource {
    return fileOfBytes(this.bytes);
  }
}
