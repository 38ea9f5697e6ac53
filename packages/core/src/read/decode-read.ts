/**
 * Decoding a chunk from a transient read, whose memory the reader gets back.
 *
 * @module
 */

import { isFixed } from "../data-type.ts";
import type {
  ByteSource,
  CallOptions,
  Chunk,
  ChunkCoder,
  CodecSpec,
  EncodedChunk,
  ReadOptions,
} from "../types.ts";

/**
 * Options for reading bytes that `codecs` decode. With one codec they are not transient: the chunk is a view of them.
 */
export function transientRead(codecs: readonly CodecSpec[], options?: CallOptions): ReadOptions {
  return { signal: options?.signal, isTransient: codecs.length > 1 };
}

/** As `coder.decode`, for bytes from `reader`, which gets them back unless the chunk may be a view of them. */
export async function decodeRead(
  coder: ChunkCoder,
  encoded: EncodedChunk,
  reader: Pick<ByteSource, "release">,
  options?: CallOptions,
): Promise<Chunk> {
  const { bytes } = encoded;
  const chunk = await coder.decode(encoded, options);
  const { dataType, data } = chunk;
  if (isFixed(dataType) && !Array.isArray(data) && data.buffer !== bytes.buffer) reader.release?.(bytes);
  return chunk;
}
