/**
 * A coder that runs in the calling thread.
 *
 * @module
 */

import type { ChunkCoder, ChunkPart, CodecSpec, DecodeTarget, EncodedChunk, Shape } from "@chunkwright/core";
import type { CodecTable } from "./codec-table.ts";
import { type DecodeIntoOptions, decode, decodeInto } from "./decode-chunk.ts";
import { type EncodePartOptions, encode, encodePart } from "./encode-chunk.ts";
import { loadCodecsOf } from "./load-codec-table.ts";
import { reenvelope } from "./reenvelope.ts";

/** Options of `createCoder`. */
export interface CoderOptions {
  /** Codecs by name; `codecTable` by default. */
  readonly table?: CodecTable;
}

/** A coder that runs in the calling thread. */
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
 * A coder that runs pipelines in this thread. It rejects with "unsupported" or "invalid-data" for an invalid pipeline,
 * and with "codec", naming the codec, for invalid data.
 */
export function createCoder({ table }: CoderOptions = {}): InThreadCoder {
  const tableOf = (codecs: readonly CodecSpec[]) => table ?? loadCodecsOf(codecs);
  return {
    decode: async (encoded, options) => decode(encoded, await tableOf(encoded.codecs), options),
    decodeInto: async (encoded, target, options) =>
      decodeInto(encoded, target, await tableOf(encoded.codecs), options),
    encode: async (chunk, codecs, options) => encode(chunk, codecs, await tableOf(codecs), options),
    encodePart: async (part, shape, codecs, options) =>
      encodePart(part, shape, codecs, await tableOf(codecs), options),
    reenvelope: async (encoded, codecs, options) =>
      reenvelope(encoded, codecs, await tableOf(encoded.codecs), options),
  };
}

/** The coder with the default table. */
export const inThreadCoder: InThreadCoder = createCoder();
