/**
 * Running one stage of a pipeline.
 *
 * @module
 */

import { type CallOptions, isStorageError, StorageError } from "@chunkwright/core";

/** What is legal but not implemented stays "unsupported"; every other failure is the codec's. */
export async function runStage<Input, Output>(
  codec: string,
  direction: "decode" | "encode",
  input: Input,
  transform: (input: Input) => Output | Promise<Output>,
  options: CallOptions | undefined,
): Promise<Output> {
  options?.signal?.throwIfAborted();
  try {
    return await transform(input);
  } catch (cause) {
    if (isStorageError(cause, "unsupported", "codec")) throw cause;
    const fact = cause instanceof Error ? cause.message : String(cause);
    throw new StorageError("codec", `Cannot ${direction} ${codec}: ${fact}`, { codec, direction }, { cause });
  }
}
