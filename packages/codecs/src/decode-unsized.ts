/**
 * Decoding bytes of unknown size: those of variable-length elements, and those of callers without metadata.
 *
 * @module
 */

import type { Bytes, JsonObject } from "@chunkwright/core";
import {
  type BytesSpec,
  type BytesToBytesCodec,
  MAX_CHUNK_BYTES,
  type TakeBytes,
  type Transform,
  UNSIZED,
} from "./codec.ts";
import { MAX_DEFLATE_RATIO } from "./deflate/deflate-envelope.ts";
import { zstdDecodedBound } from "./zstd/zstd-bound.ts";

/** Ratios to try: DEFLATE expands a byte to at most 1032 bytes, image data rarely to more than 8. */
const DEFLATE_RATIOS = [8, 64, MAX_DEFLATE_RATIO];
/** Added, so that headers and trailers of small streams do not matter. */
const DEFLATE_LEAST = 1024;
/** A zstd block of at least 4 bytes decodes to at most 128 KiB. RFC 8878 §3.1.1.2.4. */
const MAX_RATIO = 32768;

/** A codec bound to bytes of unknown size, below 2 GiB; allocates no more than its input can decode to. */
export function bindUnsized(
  name: string,
  codec: BytesToBytesCodec,
  configuration: JsonObject,
): Transform<Bytes, Bytes, BytesSpec> {
  return {
    ...codec.bind(configuration, UNSIZED),
    async decode(bytes, take) {
      const bounds = boundsOf(name.replace(/^numcodecs\./, ""), bytes);
      for (const bound of bounds.slice(0, -1)) {
        const decoded = await decodeBounded(bytes, bound, take).catch(() => undefined);
        if (decoded) return decoded;
      }
      return decodeBounded(bytes, bounds.at(-1) ?? MAX_CHUNK_BYTES, take);
    },
  };

  async function decodeBounded(bytes: Bytes, bound: number, take?: TakeBytes): Promise<Bytes> {
    const maxByteLength = Math.min(bound, MAX_CHUNK_BYTES);
    return codec.bind(configuration, { ...UNSIZED, maxByteLength }).decode(bytes, take);
  }
}

/** Upper bounds to try in turn. Truncated headers count as zero: the decoder reports them. */
function boundsOf(codec: string, bytes: Bytes): readonly number[] {
  switch (codec) {
    case "blosc":
      return [Math.min(uint32(bytes, 4), bytes.byteLength * MAX_RATIO)];
    case "lz4":
      return [uint32(bytes, 0)];
    case "zstd":
      return [zstdDecodedBound(bytes)];
    case "gzip":
    case "zlib":
      return DEFLATE_RATIOS.map((ratio) => DEFLATE_LEAST + bytes.byteLength * ratio);
    default:
      return [MAX_CHUNK_BYTES];
  }
}

function uint32({ buffer, byteOffset, byteLength }: Bytes, offset: number): number {
  return byteLength < offset + 4 ? 0 : new DataView(buffer, byteOffset).getUint32(offset, true);
}
