/**
 * A coder that writes encoded chunks to a file itself, as a worker pool does.
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

/** `file` with a `lend` whose borrowers write to `file` itself. */
export function lendingFile<File extends ByteSink>(file: File): File & Required<Pick<ByteSink, "lend">> {
  const lent: LentFile = { descriptor: -1, identity: "", path: "in memory" };
  return Object.assign(file, { lend: (write: (lent: LentFile) => Promise<WriteOutcome>) => write(lent) });
}

export interface WritingCoder extends ChunkCoder {
  /** Chunks that it has written, and chunks that it has refused to write. */
  written: number;
  refused: number;
}

/** Writes every second chunk and refuses the others. */
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
