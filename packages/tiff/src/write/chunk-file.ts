/**
 * The file that is written, as the images in it see it: a place for chunks.
 *
 * @module
 */

import {
  type ByteSink,
  type ByteSource,
  type Bytes,
  type CallOptions,
  type ChunkCoder,
  type ChunkPart,
  type CodecSpec,
  createFileEnd,
  type Shape,
  StorageError,
  takeRoom,
  type WriteOutcome,
} from "@chunkwright/core";
import { checkOffset, type Dialect } from "./directory.ts";

/** A sink, which can also be read where levels are made of what has been written. */
export type TiffSink = ByteSink & Partial<Pick<ByteSource, "read">>;

export interface ChunkFile {
  readonly coder: ChunkCoder;
  /** Stores bytes behind all others; resolves with their place. */
  append(bytes: Bytes, options?: CallOptions): Promise<number>;
  writeAt(offset: number, bytes: Bytes, options?: CallOptions): Promise<void>;
  /** Rejects with "unsupported" where the sink can only be written. */
  read(offset: number, length: number, options?: CallOptions): Promise<Bytes>;
  /** Has the coder write the chunk as well, at `offset` or behind all others. Absent where it cannot. */
  readonly encodeTo?: (
    part: ChunkPart,
    shape: Shape,
    codecs: readonly CodecSpec[],
    offset: number | undefined,
    options?: CallOptions,
  ) => Promise<WriteOutcome>;
  /** Gives bytes that have been encoded and stored back to the coder. */
  readonly release?: ChunkCoder["release"];
}

/** Chunks begin at multiples of it, where processors like to read them. */
export const CHUNK_ALIGNMENT = 16;

/** `sink` with room for chunks from `start` on. Chunks beyond what `dialect` can address reject with "unsupported". */
export function chunkFile(sink: TiffSink, coder: ChunkCoder, dialect: Dialect, start: number): ChunkFile {
  const end = createFileEnd(start, CHUNK_ALIGNMENT);
  const release = sink.keepsNothing ? coder.release?.bind(coder) : undefined;
  const lend = sink.lend?.bind(sink);
  const encodeTo = lend && coder.encodeTo?.bind(coder);
  return {
    coder,
    ...(release && { release }),
    async append(bytes, options) {
      const offset = takeRoom(end, bytes.byteLength);
      checkOffset(dialect, offset + bytes.byteLength);
      await sink.write(offset, bytes, options);
      return offset;
    },
    writeAt: (offset, bytes, options) => sink.write(offset, bytes, options),
    async read(offset, length, options) {
      if (sink.read) return sink.read(offset, length, options);
      throw new StorageError(
        "unsupported",
        "Cannot read what has been written: the file is for writing only",
        { format: "tiff", feature: "reading back from this sink" },
      );
    },
    ...(encodeTo && {
      async encodeTo(part, shape, codecs, offset, options) {
        const written = await lend((lent) =>
          encodeTo(part, shape, codecs, { file: lent, place: offset ?? end }, options),
        );
        if (written !== "refused") checkOffset(dialect, written.offset + written.length);
        return written;
      },
    }),
  };
}
