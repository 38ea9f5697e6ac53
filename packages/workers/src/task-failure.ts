/**
 * The errors that a pool itself adds to those of codecs.
 *
 * @module
 */

import { type CodecSpec, StorageError } from "@chunkwright/core";
import type { CoderCall } from "./messages.ts";

/** Reason for terminating a worker: its first task took longer than this. */
export class TimeLimitExceeded extends Error {
  constructor(timeoutMs: number) {
    super(`it took longer than ${timeoutMs} ms`);
  }
}

/** Names the whole pipeline: which of its codecs failed is not known. */
export function taskFailure(call: CoderCall, fact: string, cause: unknown): StorageError<"codec"> {
  const direction = call.direction.startsWith("encode") ? "encode" : "decode";
  const codec = codecsOf(call)
    .map(({ name }) => name)
    .join(", ");
  return new StorageError("codec", `Cannot ${direction} ${codec}: ${fact}`, { codec, direction }, { cause });
}

function codecsOf(call: CoderCall): readonly CodecSpec[] {
  switch (call.direction) {
    case "decode":
    case "reenvelope":
      return call.encoded.codecs;
    case "fetch":
      return call.fetch.chunks[0]?.codecs ?? [];
    case "encode":
    case "encodePart":
    case "encodeTo":
      return call.codecs;
  }
}

export function poolClosed(): DOMException {
  return new DOMException("The worker pool is closed", "AbortError");
}
