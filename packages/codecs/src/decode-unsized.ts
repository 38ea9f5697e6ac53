/**
 * Decoding data of a size that nothing but themselves tells: for callers without metadata.
 *
 * @module
 */

import type { Bytes, JsonObject } from "@chunkwright/core";
import type { BytesToBytesCodec } from "./codec.ts";
import { decodeAlone, MAX_CHUNK_BYTES } from "./standalone.ts";
import { zstdDecodedBound } from "./zstd-bound.ts";

/** DEFLATE makes at most 1032 bytes of one; images hardly ever more than 8. */
const DEFLATE_RATIOS = [8, 64, 1032];
/** So that the headers and trailers of small streams do not count. */
const DEFLATE_LEAST = 1024;
/** A zstd block of at least 4 bytes stands for 128 KiB at most. RFC 8878 §3.1.1.2.4. */
const MAX_RATIO = 32768;

/** What `bytes` decode to: below 2 GiB, and no more than encoded data of their length can hold. */
export async function decodeUnsized(
  name: string,
  codec: BytesToBytesCodec,
  configuration: JsonObject,
  bytes: Bytes,
): Promise<Bytes> {
  const bounds = boundsOf(name.replace(/^numcodecs\./, ""), bytes);
  for (const bound of bounds.slice(0, -1)) {
    const decoded = await decodeBounded(bound).catch(() => undefined);
    if (decoded) return decoded;
  }
  return decodeBounded(bounds.at(-1) ?? MAX_CHUNK_BYTES);

  function decodeBounded(bound: number): Promise<Bytes> {
    const spec = { minByteLength: 0, maxByteLength: Math.min(bound, MAX_CHUNK_BYTES), elementSize: 1 };
    return decodeAlone(name, codec.bind(configuration, spec), bytes, spec);
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
