/**
 * The errors that a pool itself adds to those of codecs.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";
import type { CoderCall } from "./messages.ts";

/** Why a worker was given up: its first task took longer than this. */
export class TimeLimitExceeded extends Error {
  constructor(timeLimitMs: number) {
    super(`it took longer than ${timeLimitMs} ms`);
  }
}

/** The pipeline as a whole is named: which of its codecs is to blame cannot be known. */
export function taskFailure(call: CoderCall, fact: string, cause: unknown): StorageError<"codec"> {
  const { direction } = call;
  const specs = direction === "decode" ? call.encoded.codecs : call.codecs;
  const codec = specs.map(({ name }) => name).join(", ");
  return new StorageError("codec", `Cannot ${direction} ${codec}: ${fact}`, { codec, direction }, { cause });
}

export function poolClosed(): DOMException {
  return new DOMException("The worker pool is closed", "AbortError");
}
