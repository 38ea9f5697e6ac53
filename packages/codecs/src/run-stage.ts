/**
 * Running one stage of a pipeline.
 *
 * @module
 */

import { type CallOptions, isStorageError, StorageError } from "@chunkwright/core";

/** Runs a stage. Rejects with "unsupported" as the stage does, and with "codec" for every other failure. */
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
    throw stageFailure(codec, direction, cause);
  }
}

/** As `runStage`, for a synchronous stage. */
export function runStageAtOnce<Input, Output>(
  codec: string,
  direction: "decode" | "encode",
  input: Input,
  transform: (input: Input) => Output,
): Output {
  try {
    return transform(input);
  } catch (cause) {
    throw stageFailure(codec, direction, cause);
  }
}

function stageFailure(codec: string, direction: "decode" | "encode", cause: unknown): StorageError {
  if (isStorageError(cause, "unsupported", "codec")) return cause;
  const fact = cause instanceof Error ? cause.message : String(cause);
  return new StorageError("codec", `Cannot ${direction} ${codec}: ${fact}`, { codec, direction }, { cause });
}
