/**
 * What reading and writing images needs of whatever runs it: a command on its terminal, or a program.
 *
 * @module
 */

import type { ChunkCoder } from "@chunkwright/core";

export interface Host {
  /** Takes what the user should know and that is not a failure: one sentence, without a full stop. */
  warn(message: string): void;
  readonly signal: AbortSignal;
  /** Decodes and encodes chunks; in this thread by default. */
  readonly coder?: ChunkCoder | undefined;
  /** Chunks to have under way at a time, so that every thread of `coder` has work; 4 by default. */
  readonly concurrency?: number | undefined;
}
