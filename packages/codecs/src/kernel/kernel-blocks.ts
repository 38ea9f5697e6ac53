/**
 * Decoding many independent blocks with one kernel, with one copy in and one out for all of them.
 *
 * @module
 */

import { type Bytes, StorageError } from "@chunkwright/core";
import type { TakeBytes } from "../codec.ts";
import { copyBytes } from "./kernel-decode.ts";
import { kernelFailure } from "./kernel-failure.ts";
import { addressBehind, loadKernel, SLACK } from "./wasm-module.ts";

/** A block of the encoded bytes. */
export interface EncodedBlock {
  /** False for a block that is stored uncompressed. */
  readonly isEncoded: boolean;
  readonly offset: number;
  readonly byteLength: number;
  readonly decodedByteLength: number;
}

/** The decoded blocks, one after the other. Throws errors that name `format`. */
export async function decodeBlocks(
  name: "lz4-decode" | "zstd-decode",
  format: string,
  bytes: Bytes,
  blocks: readonly EncodedBlock[],
  take: TakeBytes = copyBytes,
): Promise<Bytes> {
  const total = blocks.reduce((sum, { decodedByteLength }) => sum + decodedByteLength, 0);
  const kernel = await loadKernel(name);
  const target = addressBehind(kernel.heap, bytes.byteLength);
  kernel.reserve(target + total + SLACK - kernel.heap).set(bytes, kernel.heap);
  let position = target;
  for (const { isEncoded, offset, byteLength, decodedByteLength } of blocks) {
    const source = kernel.heap + offset;
    if (!isEncoded) {
      kernel.reserve(0).copyWithin(position, source, source + byteLength);
    } else {
      const decoded = kernel.call("decode", source, byteLength, position, decodedByteLength);
      if (decoded < 0) throw kernelFailure(format, decoded);
      if (decoded !== decodedByteLength) {
        throw new StorageError(
          "invalid-data",
          `Cannot decode ${format}: a block holds ${decoded} bytes, ${decodedByteLength} were expected`,
          { format },
        );
      }
    }
    position += decodedByteLength;
  }
  return take(kernel.reserve(0).subarray(target, target + total));
}
