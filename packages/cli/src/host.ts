/**
 * What reading and writing images needs of its caller: a command on a terminal, or a program.
 *
 * @module
 */

import type { ChunkCoder } from "@chunkwright/core";

export interface Host {
  /** Takes what the user should know although nothing has failed: one sentence, without a full stop. */
  warn(message: string): void;
  readonly signal: AbortSignal;
  /** Decodes and encodes chunks; in this thread by default. */
  readonly coder?: ChunkCoder | undefined;
  /** Chunks, or boxes of small ones, in flight at a time, so that every thread of `coder` has work; 4 by default. */
  readonly concurrency?: number | undefined;
  /** The source or the target is on a server: more requests are in flight. */
  readonly isRemote?: boolean | undefined;
}
