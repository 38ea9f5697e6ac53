/**
 * A file that counts how it is read.
 *
 * @module
 */

import { type ByteSource, type Bytes, fileOfBytes } from "@chunkwright/core";

export interface RecordingFile extends ByteSource {
  /** Reads so far. */
  reads: number;
  /** Of those, how many had to wait for an answer to another. */
  rounds: number;
}

/** Answers reads together, one round at a time, as a network does. */
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
