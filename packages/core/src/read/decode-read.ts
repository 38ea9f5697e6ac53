/**
 * Reading a chunk into memory that is used again, since what it is decoded to lies elsewhere.
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

/** How to read bytes that `codecs` decode: what is stored as it is becomes the chunk, and is not given back. */
export function transientRead(codecs: readonly CodecSpec[], options?: CallOptions): ReadOptions {
  return { signal: options?.signal, isTransient: codecs.length > 1 };
}

/** As `coder.decode`, of bytes that `reader` gave: it gets their memory back, unless elements may lie there. */
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
