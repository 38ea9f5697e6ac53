/**
 * A coder that writes what it encodes, as a pool of workers does, into a file that lends itself.
 *
 * @module
 */

import {
  type ByteSink,
  type ChunkCoder,
  type LentFile,
  takeRoom,
  type WriteOutcome,
} from "@chunkwright/core";

/** `file`, lent to whoever asks: who is to write there writes to `file` itself. */
export function lendingFile<File extends ByteSink>(file: File): File & Required<Pick<ByteSink, "lend">> {
  const lent: LentFile = { descriptor: -1, identity: "", path: "in memory" };
  return Object.assign(file, { lend: (write: (lent: LentFile) => Promise<WriteOutcome>) => write(lent) });
}

export interface WritingCoder extends ChunkCoder {
  /** Chunks that it has written, and others that it was asked to write. */
  written: number;
  refused: number;
}

/** Writes every second chunk that it is asked to write. */
export function writingCoder(coder: ChunkCoder, file: ByteSink): WritingCoder {
  const writing: WritingCoder = {
    ...coder,
    written: 0,
    refused: 0,
    async encodeTo(part, shape, codecs, { place }) {
      if (writing.refused <= writing.written) {
        writing.refused += 1;
        return "refused";
      }
      writing.written += 1;
      const { bytes } = await coder.encodePart!(part, shape, codecs);
      const offset = typeof place === "number" ? place : takeRoom(place, bytes.byteLength);
      await file.write(offset, bytes);
      return { offset, length: bytes.byteLength };
    },
  };
  return writing;
}
