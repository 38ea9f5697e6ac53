/**
 * Giving out room at the end of a file: many may write at once, each where nobody else does.
 *
 * @module
 */

import type { ByteSink, Bytes, CallOptions } from "@chunkwright/core";

export class Appender {
  readonly #file: ByteSink;
  #end: number;
  #writtenEnd = 0;

  constructor(file: ByteSink, start: number) {
    this.#file = file;
    this.#end = start;
  }

  /** Behind all that has been given out. */
  get end(): number {
    return this.#end;
  }

  take(byteLength: number, alignment = 1): number {
    const offset = Math.ceil(this.#end / alignment) * alignment;
    this.#end = offset + byteLength;
    return offset;
  }

  async append(bytes: Bytes, options?: CallOptions): Promise<number> {
    const { byteLength } = bytes;
    const offset = this.take(byteLength);
    await this.write(offset, bytes, options);
    return offset;
  }

  async write(offset: number, bytes: Bytes, options?: CallOptions): Promise<void> {
    const end = offset + bytes.byteLength;
    await this.#file.write(offset, bytes, options);
    this.#writtenEnd = Math.max(this.#writtenEnd, end);
  }

  /** Makes the file as long as what has been given out: libhdf5 takes a shorter one for cut off. */
  async fill(options?: CallOptions): Promise<void> {
    if (this.#writtenEnd < this.#end) await this.write(this.#end - 1, new Uint8Array(1), options);
  }
}
