/**
 * Encoding chunks: runs the stages of a pipeline from first to last.
 *
 * @module
 */

import {
  type Bytes,
  byteSize,
  type CallOptions,
  type Chunk,
  type ChunkPart,
  type CodecSpec,
  checkElements,
  checkPart,
  chunkOfPart,
  copyPart,
  type EncodedChunk,
  elementCount,
  type Shape,
  viewElements,
} from "@chunkwright/core";
import type { TakeBytes } from "./codec.ts";
import type { CodecTable } from "./codec-table.ts";
import { asPending, isPending, type PendingBytes, settle } from "./pending-bytes.ts";
import { type BytesStage, bindPipeline, type Pipeline } from "./pipeline.ts";
import { runStage, runStageAtOnce } from "./run-stage.ts";

/** Options of a coder's `encodePart`. */
export interface EncodePartOptions extends CallOptions {
  /** May be called with the encoded bytes in place; the encoded chunk then has the bytes that it returns. */
  readonly take?: TakeBytes;
}

export async function encode(
  chunk: Chunk,
  codecs: readonly CodecSpec[],
  table: CodecTable,
  options?: CallOptions,
): Promise<EncodedChunk> {
  options?.signal?.throwIfAborted();
  const { dataType, shape } = chunk;
  checkElements(chunk);
  const { arrayStages, serializing, bytesStages } = bindPipeline(codecs, chunk, table);
  let elements = chunk;
  for (const { name, transform } of arrayStages) {
    elements = await runStage(name, "encode", elements, (input) => transform.encode(input), options);
  }
  const serialized = await runStage(
    serializing.name,
    "encode",
    elements,
    (input) => serializing.transform.encode(input),
    options,
  );
  const bytes = await encodeBytes(bytesStages, serialized, options);
  return { bytes, dataType, shape, codecs };
}

/**
 * Encodes part of an array. If the first bytes encoder has memory of its own, the elements are copied there directly,
 * once, and the stages before it work there too.
 */
export async function encodePart(
  part: ChunkPart,
  shape: Shape,
  codecs: readonly CodecSpec[],
  table: CodecTable,
  { take, ...options }: EncodePartOptions = {},
): Promise<EncodedChunk> {
  options.signal?.throwIfAborted();
  checkPart(part, shape);
  const { dataType } = part.chunk;
  const pipeline = bindPipeline(codecs, { dataType, shape }, table);
  const pending = pendingBytes(pipeline, part, shape);
  if (!pending) return encode(chunkOfPart(part, shape), codecs, table, options);
  const bytes = await encodeBytes(pipeline.bytesStages, pending, options, take);
  return { bytes, dataType, shape, codecs };
}

/** Runs the bytes stages; pending bytes are put where the first stage that needs them has its memory. */
async function encodeBytes(
  stages: readonly BytesStage[],
  serialized: Bytes | PendingBytes,
  options: CallOptions | undefined,
  take?: TakeBytes,
): Promise<Bytes> {
  let bytes = serialized;
  for (const [index, { name, transform }] of stages.entries()) {
    const next = stages[index + 1];
    const takeLast = next ? undefined : take;
    const encodeStage = (
      input: Bytes | PendingBytes,
    ): Bytes | PendingBytes | Promise<Bytes | PendingBytes> => {
      if (transform.encodeLater && next?.transform.encodePending)
        return transform.encodeLater(asPending(input));
      if (transform.encodePending && isPending(input)) return transform.encodePending(input, takeLast);
      return transform.encode(settle(input));
    };
    bytes = await runStage(name, "encode", bytes, encodeStage, options);
  }
  return settle(bytes);
}

/**
 * The serialized part; `undefined` if a stage is asynchronous, or the bytes differ in number from those of the
 * elements.
 */
function pendingBytes(
  { arrayStages, serializing }: Pipeline,
  part: ChunkPart,
  shape: Shape,
): PendingBytes | undefined {
  const { dataType } = part.chunk;
  const byteLength = elementCount(shape) * byteSize(dataType);
  if (serializing.transform.encoded.maxByteLength !== byteLength) return undefined;
  if (![serializing, ...arrayStages].every(({ transform }) => transform.isSynchronous)) return undefined;
  return {
    byteLength,
    put(room) {
      let chunk = { dataType, shape, data: viewElements(dataType, room) } as Chunk;
      copyPart(part, chunk);
      for (const { name, transform } of arrayStages) {
        chunk = runStageAtOnce(name, "encode", chunk, (input) => transform.encode(input) as Chunk);
      }
      const { name, transform } = serializing;
      const bytes = runStageAtOnce(name, "encode", chunk, (input) => transform.encode(input) as Bytes);
      if (bytes.buffer !== room.buffer) room.set(bytes);
    },
  };
}
