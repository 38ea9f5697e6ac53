/**
 * Allocating space at the end of a file, for several writers at once. Small pieces are collected until they are worth a
 * write, which makes copying chunks twice as fast (`bench hdf5`).
 *
 * @module
 */

import {
  type ByteSink,
  type Bytes,
  type CallOptions,
  createFileEnd,
  type FileEnd,
  offsetOfEnd,
  takeRoom,
  type WriteOutcome,
  type WriteTarget,
} from "@chunkwright/core";

/** Bytes side by side that are yet to be written. */
interface Run {
  readonly start: number;
  readonly bytes: Bytes;
  used: number;
}

const RUN_BYTES = 2 ** 20;

export class Appender {
  readonly #file: ByteSink;
  readonly #end: FileEnd;
  #writtenEnd = 0;
  #run: Run | undefined;
  /** Until all runs that are full have been written. */
  #written: Promise<void> = Promise.resolve();

  constructor(file: ByteSink, start: number) {
    this.#file = file;
    this.#end = createFileEnd(start, 1);
  }

  /** Offset after all allocated space. */
  get end(): number {
    return offsetOfEnd(this.#end);
  }

  take(byteLength: number, alignment = 1): number {
    return takeRoom({ ...this.#end, alignment }, byteLength);
  }

  /** Resolves with where the bytes are; they may be on their way until `flush`. */
  async append(bytes: Bytes, options?: CallOptions): Promise<number> {
    const { byteLength } = bytes;
    const offset = this.take(byteLength);
    const run = this.#run;
    const isNext = run && run.start + run.used === offset && run.used + byteLength <= RUN_BYTES;
    const writes = isNext ? [] : [this.flush()];
    if (byteLength > RUN_BYTES / 4) {
      writes.push(this.write(offset, bytes, options));
    } else {
      this.#run ??= { start: offset, bytes: new Uint8Array(RUN_BYTES), used: 0 };
      this.#run.bytes.set(bytes, this.#run.used);
      this.#run.used += byteLength;
    }
    await Promise.all(writes);
    return offset;
  }

  async write(offset: number, bytes: Bytes, options?: CallOptions): Promise<void> {
    const end = offset + bytes.byteLength;
    await this.#file.write(offset, bytes, options);
    this.#writtenEnd = Math.max(this.#writtenEnd, end);
  }

  /** Has other threads append, where the file can be lent to them. */
  async appendBy(write: (target: WriteTarget) => Promise<WriteOutcome>): Promise<WriteOutcome> {
    const outcome = await (this.#file.lend?.((file) => write({ file, place: this.#end })) ?? "refused");
    if (outcome !== "refused") this.#writtenEnd = Math.max(this.#writtenEnd, outcome.offset + outcome.length);
    return outcome;
  }

  /** Writes what was collected. Once a write has failed, this fails too: some bytes are missing. */
  async flush(): Promise<void> {
    const run = this.#run;
    this.#run = undefined;
    if (run) {
      const write = this.write(run.start, run.bytes.subarray(0, run.used));
      this.#written = Promise.all([this.#written, write]).then(() => {});
    }
    await this.#written;
  }

  /** Extends the file to the end of the allocated space: libhdf5 takes a shorter file for truncated. */
  async fill(options?: CallOptions): Promise<void> {
    if (this.#writtenEnd < this.end) await this.write(this.end - 1, new Uint8Array(1), options);
  }
}
