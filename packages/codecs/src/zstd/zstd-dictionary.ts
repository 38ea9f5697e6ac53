/**
 * Zstandard frames by themselves, with a dictionary if they need one. RFC 8878 §5.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { type BytesToBytesCodec, MAX_CHUNK_BYTES, type TakeBytes } from "../codec.ts";
import { copyBytes } from "../kernel/kernel-decode.ts";
import { kernelFailure } from "../kernel/kernel-failure.ts";
import { addressBehind, loadKernel, SLACK } from "../kernel/wasm-module.ts";
import { plainBytes, runAlone } from "../standalone.ts";
import { zstd } from "./zstd.ts";
import { zstdDecodedBound } from "./zstd-bound.ts";

/** Options of `decodeZstd`. */
export interface DecodeZstdOptions {
  /** A dictionary as `zstd --train` writes it, or the content of one. */
  readonly dictionary?: Uint8Array;
  /** More is an error; below 2 GiB unless told. */
  readonly maxByteLength?: number;
}

/** The contents of all frames. Rejects with "codec" for damaged ones, and where the dictionary is not theirs. */
export function decodeZstd(
  bytes: Uint8Array,
  { dictionary = NO_DICTIONARY, maxByteLength = MAX_CHUNK_BYTES }: DecodeZstdOptions = {},
): Promise<Bytes> {
  return runAlone("zstd", "decode", () =>
    decodeFrames(plainBytes(bytes), plainBytes(dictionary), maxByteLength),
  );
}

/** The codec `zstd` for frames that need `dictionary`: for a table of one's own. It encodes without. */
export function zstdWithDictionary(dictionary: Uint8Array): BytesToBytesCodec {
  const content = plainBytes(dictionary);
  return {
    kind: "bytes-to-bytes",
    bind: (configuration, decoded) => ({
      ...zstd.bind(configuration, decoded),
      decode: (encoded, take) => decodeFrames(encoded, content, decoded.maxByteLength, take),
    }),
  };
}

const NO_DICTIONARY: Bytes = new Uint8Array(0);

async function decodeFrames(
  bytes: Bytes,
  dictionary: Bytes,
  maxByteLength: number,
  take: TakeBytes = copyBytes,
): Promise<Bytes> {
  const room = Math.min(maxByteLength, zstdDecodedBound(bytes));
  const kernel = await loadKernel("zstd-decode");
  const source = addressBehind(kernel.heap, dictionary.byteLength);
  const target = addressBehind(source, bytes.byteLength);
  const memory = kernel.reserve(target + room + SLACK - kernel.heap);
  memory.set(dictionary, kernel.heap);
  memory.set(bytes, source);
  const id = kernel.call("useDictionary", kernel.heap, dictionary.byteLength);
  const byteLength = id < 0 ? id : kernel.call("decode", source, bytes.byteLength, target, room);
  // The instance goes on to frames that have none.
  kernel.call("useDictionary", kernel.heap, 0);
  if (byteLength < 0) throw kernelFailure("zstd", byteLength);
  return take(memory.subarray(target, target + byteLength));
}
