/**
 * Decoding Zstandard frames without a pipeline, and with dictionaries. RFC 8878 §5.
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
  /** A larger result is an error; 2 GiB by default. */
  readonly maxByteLength?: number;
}

/** The contents of all frames. Rejects with "codec" if they are damaged or need another dictionary. */
export function decodeZstd(
  bytes: Uint8Array,
  { dictionary = NO_DICTIONARY, maxByteLength = MAX_CHUNK_BYTES }: DecodeZstdOptions = {},
): Promise<Bytes> {
  return runAlone("zstd", "decode", () =>
    decodeFrames(plainBytes(bytes), plainBytes(dictionary), maxByteLength),
  );
}

/** A codec `zstd` that decodes with `dictionary`, to be put into a codec table. It encodes without the dictionary. */
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
  // The instance is shared with frames that have no dictionary.
  kernel.call("useDictionary", kernel.heap, 0);
  if (byteLength < 0) throw kernelFailure("zstd", byteLength);
  return take(memory.subarray(target, target + byteLength));
}
