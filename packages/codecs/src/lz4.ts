/**
 * `numcodecs.lz4`: the size as a little-endian 32-bit number, then one LZ4 block. numcodecs 0.16, "LZ4"; LZ4 Block
 * Format Description, 2022-07-31.
 *
 * @module
 */

import { type Bytes, StorageError } from "@chunkwright/core";
import { type BytesToBytesCodec, compressed } from "./codec.ts";
import { checkOptions, integerOption } from "./configuration.ts";
import { kernelDecode } from "./kernel-decode.ts";
import { numcodecsEncode } from "./numcodecs-engine.ts";

/** `{ acceleration }`, 1 (default) or more. */
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
      decode: (encoded) => decodeLz4(encoded, decoded.maxByteLength),
      encode: (bytes) => numcodecsEncode("lz4", bytes, { acceleration }),
    };
  },
};

const HEADER_BYTES = 4;
/** A byte of a match length stands for at most 255 bytes. */
const MAX_RATIO = 255;

async function decodeLz4(bytes: Bytes, maxByteLength: number): Promise<Bytes> {
  if (bytes.byteLength < HEADER_BYTES) throw badData(`${bytes.byteLength} bytes have no size`);
  const byteLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (byteLength > maxByteLength || byteLength > bytes.byteLength * MAX_RATIO) {
    throw badData(
      `${bytes.byteLength} bytes claim to hold ${byteLength}, ${maxByteLength} are wanted at most`,
    );
  }
  const decoded = await kernelDecode("lz4-decode", "lz4", bytes.subarray(HEADER_BYTES), byteLength);
  if (decoded.byteLength !== byteLength) {
    throw badData(`the block holds ${decoded.byteLength} bytes, its header says ${byteLength}`);
  }
  return decoded;
}

function badData(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode LZ4: ${fact}`, { format: "lz4" });
}
