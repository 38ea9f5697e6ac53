/**
 * The coder that works in the calling thread.
 *
 * @module
 */

import {
  type Bytes,
  byteSize,
  bytesOf,
  type CallOptions,
  type Chunk,
  type ChunkCoder,
  type ChunkPart,
  type CodecSpec,
  checkElements,
  checkPart,
  checkTarget,
  chunkOfPart,
  copyPart,
  copyToTarget,
  type DecodeTarget,
  type EncodedChunk,
  elementCount,
  type Shape,
  StorageError,
  viewElements,
} from "@chunkwright/core";
import type { BytesSpec, TakeBytes } from "./codec.ts";
import { type CodecTable, codecTable } from "./codec-table.ts";
import { copyBytes } from "./kernel-decode.ts";
import type { PendingBytes } from "./pending-bytes.ts";
import { type BytesStage, bindPipeline, type Pipeline } from "./pipeline.ts";
import { reenvelope } from "./reenvelope.ts";
import { runStage, runStageAtOnce } from "./run-stage.ts";

/** Options of `createCoder`. */
export interface CoderOptions {
  /** What codec names stand for; the default table unless told. */
  readonly table?: CodecTable;
}

/** Options of a coder's `decodeInto`. */
export interface DecodeIntoOptions extends CallOptions {
  /** Asked once, just before the first element is written: if not, none is, and the call resolves all the same. */
  readonly mayWrite?: () => boolean;
}

/** Options of a coder's `encodePart`. */
export interface EncodePartOptions extends CallOptions {
  /** May be handed what the chunk was encoded to, where that lies; then the chunk has the bytes that it answers. */
  readonly take?: TakeBytes;
}

/** A coder of the calling thread. */
export interface InThreadCoder extends ChunkCoder {
  encodePart?(
    part: ChunkPart,
    shape: Shape,
    codecs: readonly CodecSpec[],
    options?: EncodePartOptions,
  ): Promise<EncodedChunk>;
  decodeInto(encoded: EncodedChunk, target: DecodeTarget, options?: DecodeIntoOptions): Promise<void>;
}

/**
 * A coder that runs pipelines in this thread. It rejects with "unsupported" or "invalid-data" for a pipeline that it
 * cannot set up, and with "codec", naming the codec, where one fails on the data.
 */
export function createCoder({ table = codecTable }: CoderOptions = {}): InThreadCoder {
  return {
    decode: (encoded, options) => decode(encoded, table, options),
    decodeInto: (encoded, target, options) => decodeInto(encoded, target, table, options),
    encode: (chunk, codecs, options) => encode(chunk, codecs, table, options),
    encodePart: (part, shape, codecs, options) => encodePart(part, shape, codecs, table, options),
    reenvelope: (encoded, codecs, options) => reenvelope(encoded, codecs, table, options),
  };
}

/** The coder of the default table. */
export const inThreadCoder: InThreadCoder = createCoder();

async function decode(encoded: EncodedChunk, table: CodecTable, options?: CallOptions): Promise<Chunk> {
  options?.signal?.throwIfAborted();
  const pipeline = bindPipeline(encoded.codecs, encoded, table);
  let copy: Chunk | undefined;
  const take = takeElements(pipeline, (chunk, transient) => {
    copy = bytesOf(chunk.data).buffer === transient.buffer ? copyOf(chunk) : chunk;
  });
  const bytes = await decodeBytes(pipeline, encoded.bytes, options, take);
  return copy ?? decodeElements(pipeline, bytes, options);
}

async function decodeInto(
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
 * Has the stages behind the last decoder of bytes begin in its memory. Where that is used again, and the elements may
 * still lie there, `use` keeps them. `undefined` where a stage takes its time.
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
 * What the elements were serialized to. What the last decoder makes, of the right size, may go to `take` where it lies;
 * what one before it makes, to the next, if that can work there at once.
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
  /** The last stage that has been decoded. */
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

async function encode(
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
  let bytes = await runStage(
    serializing.name,
    "encode",
    elements,
    (input) => serializing.transform.encode(input),
    options,
  );
  for (const { name, transform } of bytesStages) {
    bytes = await runStage(name, "encode", bytes, (input) => transform.encode(input), options);
  }
  return { bytes, dataType, shape, codecs };
}

/**
 * Where the first encoder of bytes works in memory of its own, the elements are copied there, once, and the stages before
 * it work there too.
 */
async function encodePart(
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
  const [first, ...others] = pipeline.bytesStages;
  const encodePending = first?.transform.encodePending?.bind(first.transform);
  const pending = pendingBytes(pipeline, part, shape);
  if (!first || !encodePending || !pending) return encode(chunkOfPart(part, shape), codecs, table, options);
  const takeLast = others.length === 0 ? take : undefined;
  let bytes = await runStage(
    first.name,
    "encode",
    pending,
    (input) => encodePending(input, takeLast),
    options,
  );
  for (const { name, transform } of others) {
    bytes = await runStage(name, "encode", bytes, (input) => transform.encode(input), options);
  }
  return { bytes, dataType, shape, codecs };
}

/** What `part` is serialized to; `undefined` where a stage may take its time, or bytes are not as many as elements need. */
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
