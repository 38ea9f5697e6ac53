/**
 * Decoding data of a size that nothing but themselves tells: for elements of any length, and callers without metadata.
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
import { zstdDecodedBound } from "./zstd/zstd-bound.ts";

/** DEFLATE makes at most 1032 bytes of one; images hardly ever more than 8. */
const DEFLATE_RATIOS = [8, 64, 1032];
/** So that the headers and trailers of small streams do not count. */
const DEFLATE_LEAST = 1024;
/** A zstd block of at least 4 bytes stands for 128 KiB at most. RFC 8878 §3.1.1.2.4. */
const MAX_RATIO = 32768;

/** A codec bound to bytes of unknown size: it decodes to below 2 GiB, and to no more than its input can hold. */
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

/** Sizes to try in turn. Headers that are cut count as zero: the decoder will say so. */
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
