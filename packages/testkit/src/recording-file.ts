/**
 * A file that counts its reads and round trips.
 *
 * @module
 */

import { type ByteSource, type Bytes, fileOfBytes } from "@chunkwright/core";

export interface RecordingFile extends ByteSource {
  /** Reads so far. */
  reads: number;
  /** Round trips so far: reads made at the same time share one. */
  rounds: number;
}

/** Resolves concurrent reads together, like one round trip of a network. */
export function recordingFile(bytes: Bytes): RecordingFile {
  const file = fileOfBytes(bytes);
  let round: Promise<void> | undefined;
  const recording: RecordingFile = {
    size: file.size,
    reads: 0,
    rounds: 0,
    async read(offset, length) {
      recording.reads += 1;
      if (!round) {
        recording.rounds += 1;
        round = new Promise((resolve) => {
          setTimeout(() => {
            round = undefined;
            resolve();
          }, 1);
        });
      }
      await round;
      return file.read(offset, length);
    },
  };
  return recording;
}
