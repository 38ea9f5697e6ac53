/**
 * What a command may touch of the process it runs in, so that tests can run commands in theirs.
 *
 * @module
 */

import type { ChunkCoder } from "@chunkwright/core";

export interface Terminal {
  /** Data alone. */
  out(text: string): void;
  /** Progress, logs, errors. */
  err(text: string): void;
  /** Whether `err` goes to a screen: a progress line may be redrawn. */
  readonly isInteractive: boolean;
  readonly signal: AbortSignal;
  /** Decodes and encodes chunks; in this thread unless told. */
  readonly coder?: ChunkCoder;
  /** Chunks to have under way at a time, so that every thread of `coder` has work; 4 unless told. */
  readonly concurrency?: number;
}
