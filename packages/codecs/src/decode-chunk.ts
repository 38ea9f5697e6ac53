/**
 * Decoding chunks: runs the stages of a pipeline from last to first.
 *
 * @module
 */

import {
  type Bytes,
  bytesOf,
  type CallOptions,
  type Chunk,
  checkTarget,
  copyToTarget,
  type DecodeTarget,
  type EncodedChunk,
  StorageError,
  viewElements,
} from "@chunkwright/core";
import type { BytesSpec, TakeBytes } from "./codec.ts";
import type { CodecTable } from "./codec-table.ts";
import { copyBytes } from "./kernel/kernel-decode.ts";
import { type BytesStage, bindPipeline, type Pipeline } from "./pipeline.ts";
import { runStage, runStageAtOnce } from "./run-stage.ts";

/** Options of a coder's `decodeInto`. */
export interface DecodeIntoOptions extends CallOptions {
  /** Called once, just before the first element is written. If it returns false, the call resolves without writing. */
  readonly mayWrite?: () => boolean;
}

export async function decode(
  encoded: EncodedChunk,
  table: CodecTable,
  options?: CallOptions,
): Promise<Chunk> {
  options?.signal?.throwIfAborted();
  const pipeline = bindPipeline(encoded.codecs, encoded, table);
  let copy: Chunk | undefined;
  const take = takeElements(pipeline, (chunk, transient) => {
    copy = bytesOf(chunk.data).buffer === transient.buffer ? copyOf(chunk) : chunk;
  });
  const bytes = await decodeBytes(pipeline, encoded.bytes, options, take);
  return copy ?? decodeElements(pipeline, bytes, options);
}

export async function decodeInto(
  encoded: EncodedChunk,
  target: DecodeTarget,
  table: CodecTable,
  options: DecodeIntoOptions = {},
): Promise<void> {
  const { signal, mayWrite = () => true } = options;
  signal?.throwIfAborted();
  checkTarget(encoded, target);
  const pipeline = bindPipeline(encoded.codecs, encoded, table);
  let isPlaced = false;
  const take = takeElements(pipeline, (chunk) => {
    if (mayWrite()) copyToTarget(chunk, target);
    isPlaced = true;
  });
  const bytes = await decodeBytes(pipeline, encoded.bytes, options, take);
  signal?.throwIfAborted();
  if (isPlaced) return;
  const chunk = await decodeElements(pipeline, bytes, options);
  signal?.throwIfAborted();
  if (mayWrite()) copyToTarget(chunk, target);
}

/**
 * Rejects with "codec" unless all stages but the array stages decode, to exactly the bytes of the chunk. Elements are only
 * made of bytes whose number does not tell theirs, such as those of pictures.
 */
export async function checkDecodable(
  encoded: EncodedChunk,
  table: CodecTable,
  options?: CallOptions,
): Promise<void> {
  // Stages may work in place.
  const bytes = encoded.bytes.slice();
  const pipeline = bindPipeline(encoded.codecs, encoded, table);
  const { minByteLength, maxByteLength } = pipeline.serializing.transform.encoded;
  if (minByteLength !== maxByteLength) {
    await decodeElements(pipeline, await decodeBytes(pipeline, bytes, options), options);
  } else {
    await decodeBytes(pipeline, bytes, options, (transient) => transient);
  }
}

/**
 * Runs the array stages directly on the result of the last bytes decoder, in that decoder's memory, and passes the
 * chunk, which may be a view of that memory, to `use`. `undefined` if a stage is asynchronous.
 */
function takeElements(
  { arrayStages, serializing }: Pipeline,
  use: (chunk: Chunk, transient: Bytes) => void,
): TakeBytes | undefined {
  if (![serializing, ...arrayStages].every(({ transform }) => transform.isSynchronous)) return undefined;
  return (transient) => {
    let chunk = serializing.transform.decode(transient) as Chunk;
    for (const { transform } of arrayStages.toReversed()) chunk = transform.decode(chunk) as Chunk;
    use(chunk, transient);
    return transient;
  };
}

function copyOf({ dataType, shape, data }: Chunk): Chunk {
  return { dataType, shape, data: viewElements(dataType, bytesOf(data).slice()) } as Chunk;
}

/**
 * Runs the bytes stages. The last result goes to `take` in place; each result before it goes to the next stage in place
 * if that one supports it.
 */
async function decodeBytes(
  pipeline: Pipeline,
  encoded: Bytes,
  options: CallOptions | undefined,
  take: TakeBytes = copyBytes,
): Promise<Bytes> {
  checkEncodedSize(encoded, pipeline);
  const { bytesStages } = pipeline;
  let bytes = encoded;
  /** Index of the stage that was decoded last. */
  let done = bytesStages.length;

  const takeFrom =
    (index: number): TakeBytes =>
    (transient) => {
      done = index;
      checkDecodedSize(bytesStages[index]!, transient);
      const next = bytesStages[index - 1];
      if (!next) return take(transient);
      const decodeThere = (input: Bytes) => next.transform.decodeTransient?.(input, takeFrom(index - 1));
      return runStageAtOnce(next.name, "decode", transient, decodeThere) ?? copyBytes(transient);
    };

  while (done > 0) {
    const index = done - 1;
    const { name, transform } = bytesStages[index]!;
    bytes = await runStage(
      name,
      "decode",
      bytes,
      (input) => transform.decode(input, takeFrom(index)),
      options,
    );
    done = Math.min(done, index);
    checkDecodedSize(bytesStages[done]!, bytes);
  }
  return bytes;
}

async function decodeElements(
  { arrayStages, serializing }: Pipeline,
  bytes: Bytes,
  options: CallOptions | undefined,
): Promise<Chunk> {
  let chunk = await runStage(
    serializing.name,
    "decode",
    bytes,
    (input) => serializing.transform.decode(input),
    options,
  );
  for (const { name, transform } of arrayStages.toReversed()) {
    chunk = await runStage(name, "decode", chunk, (input) => transform.decode(input), options);
  }
  return chunk;
}

/** Where the outermost codec has a fixed size, the bytes as stored must have it. */
function checkEncodedSize({ byteLength }: Bytes, { serializing, bytesStages }: Pipeline): void {
  const { name, transform } = bytesStages.at(-1) ?? serializing;
  const { minByteLength, maxByteLength } = transform.encoded;
  if (byteLength < minByteLength || (minByteLength === maxByteLength && byteLength > maxByteLength)) {
    throw sizeError(name, `${byteLength} bytes are stored`, transform.encoded);
  }
}

function checkDecodedSize({ name, decoded }: BytesStage, { byteLength }: Bytes): void {
  if (byteLength < decoded.minByteLength || byteLength > decoded.maxByteLength) {
    throw sizeError(name, `it gave ${byteLength} bytes`, decoded);
  }
}

function sizeError(codec: string, fact: string, { minByteLength, maxByteLength }: BytesSpec): StorageError {
  const wanted = minByteLength === maxByteLength ? minByteLength : `${minByteLength} to ${maxByteLength}`;
  return new StorageError("codec", `Cannot decode ${codec}: ${fact}, ${wanted} were expected`, {
    codec,
    direction: "decode",
  });
}
