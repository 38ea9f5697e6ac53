/**
 * `numcodecs.lz4`: the size as a little-endian 32-bit number, then one LZ4 block. numcodecs 0.16, "LZ4"; LZ4 Block
 * Format Description, 2022-07-31.
 *
 * @module
 */

import { type Bytes, StorageError } from "@chunkwright/core";
import { type BytesToBytesCodec, compressed, type TakeBytes } from "../codec.ts";
import { checkOptions, integerOption } from "../configuration.ts";
import { copyBytes, kernelDecode } from "../kernel/kernel-decode.ts";
import { kernelEncode } from "../kernel/kernel-encode.ts";
import type { PendingBytes } from "../pending-bytes.ts";
import { MAX_LZ4_RATIO } from "./lz4-block.ts";

/** `{ acceleration }`: 1, the default, or more; smaller values count as 1. */
export const lz4: BytesToBytesCodec = {
  kind: "bytes-to-bytes",
  bind(configuration, decoded) {
    checkOptions("numcodecs.lz4", configuration, ["acceleration"]);
    const acceleration = integerOption("numcodecs.lz4", configuration, "acceleration", {
      min: -(2 ** 31),
      max: 2 ** 31 - 1,
      default: 1,
    });
    return {
      encoded: compressed(decoded),
      decode: (encoded, take) => decodeLz4(encoded, decoded.maxByteLength, take),
      encode: (bytes) => encodeLz4(bytes, Math.max(acceleration, 1)),
      encodePending: (bytes, take) => encodeLz4(bytes, Math.max(acceleration, 1), take),
    };
  },
};

const HEADER_BYTES = 4;

async function decodeLz4(bytes: Bytes, maxByteLength: number, take: TakeBytes = copyBytes): Promise<Bytes> {
  if (bytes.byteLength < HEADER_BYTES) throw badData(`${bytes.byteLength} bytes have no size`);
  const byteLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (byteLength > maxByteLength || byteLength > bytes.byteLength * MAX_LZ4_RATIO) {
    throw badData(
      `${bytes.byteLength} bytes claim to hold ${byteLength}, ${maxByteLength} are wanted at most`,
    );
  }
  return kernelDecode("lz4-decode", "lz4", bytes.subarray(HEADER_BYTES), byteLength, (transient) => {
    if (transient.byteLength === byteLength) return take(transient);
    throw badData(`the block holds ${transient.byteLength} bytes, its header says ${byteLength}`);
  });
}

function encodeLz4(bytes: Bytes | PendingBytes, acceleration: number, take?: TakeBytes): Promise<Bytes> {
  const header = new Uint8Array(HEADER_BYTES);
  new DataView(header.buffer).setUint32(0, bytes.byteLength, true);
  return kernelEncode("lz4-encode", "lz4", bytes, { header, take, parameters: [acceleration] });
}

function badData(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode LZ4: ${fact}`, { format: "lz4" });
}
