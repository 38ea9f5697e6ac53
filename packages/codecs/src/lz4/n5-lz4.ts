/**
 * `n5.lz4`: the block stream of lz4-java, N5's compression "lz4". lz4-java 1.8, LZ4BlockOutputStream. The single LZ4
 * block that z5 3.0 stores under that name, and the LZ4 frame of Rust's n5 0.7, are also decoded: no block begins like
 * either.
 *
 * @module
 */

import { type Bytes, concatBytes, StorageError } from "@chunkwright/core";
import { xxh32 } from "../checksum/xxh32.ts";
import { type BytesToBytesCodec, compressed } from "../codec.ts";
import { checkOptions, integerOption } from "../configuration.ts";
import { decodeBlocks, type EncodedBlock } from "../kernel/kernel-blocks.ts";
import { kernelDecode } from "../kernel/kernel-decode.ts";
import { kernelEncode } from "../kernel/kernel-encode.ts";
import { MAX_LZ4_RATIO } from "./lz4-block.ts";
import { decodeFrames, isLz4Frame } from "./lz4-frame.ts";

const NAME = "n5.lz4";

/** `{ blockSize }`: decoded bytes of a block, 64 to 32 Mi; 65536 by default. */
export const n5Lz4: BytesToBytesCodec = {
  kind: "bytes-to-bytes",
  bind(configuration, decoded) {
    checkOptions(NAME, configuration, ["blockSize"]);
    const blockSize = integerOption(NAME, configuration, "blockSize", {
      min: 64,
      max: 2 ** 25,
      default: 65536,
    });
    return {
      encoded: compressed(decoded),
      decode: (encoded) => {
        const { maxByteLength } = decoded;
        if (isHeader(encoded, 0)) return decodeN5Lz4(encoded, maxByteLength);
        if (isLz4Frame(encoded)) return decodeFrames(encoded, maxByteLength);
        const room = Math.min(maxByteLength, encoded.byteLength * MAX_LZ4_RATIO);
        return kernelDecode("lz4-decode", "lz4", encoded, room);
      },
      encode: (bytes) => encodeN5Lz4(bytes, blockSize),
    };
  },
};

/**
 * Header of a block; the last block is empty.
 *    0  8  "LZ4Block"
 *    8  1  token: 0x10 stored, 0x20 LZ4; plus the logarithm of the block size, less 10
 *    9  4  bytes, encoded
 *   13  4  bytes, decoded
 *   17  4  XXH32 of the decoded bytes, its upper 4 bits cleared
 */
const HEADER_BYTES = 21;
const MAGIC = [0x4c, 0x5a, 0x34, 0x42, 0x6c, 0x6f, 0x63, 0x6b];
const METHOD_RAW = 0x10;
const METHOD_LZ4 = 0x20;
const LEVEL_BASE = 10;
const SEED = 0x9747b28c;
const CHECKSUM_MASK = 0x0fffffff;

interface CheckedBlock extends EncodedBlock {
  readonly checksum: number;
}

async function decodeN5Lz4(bytes: Bytes, maxByteLength: number): Promise<Bytes> {
  const blocks: CheckedBlock[] = [];
  let total = 0;
  let next = 0;
  for (;;) {
    const block = readHeader(bytes, next);
    if (block.decodedByteLength === 0) break;
    blocks.push(block);
    total += block.decodedByteLength;
    if (total > maxByteLength) throw badData(`it holds more than ${maxByteLength} bytes`);
    next = block.offset + block.byteLength;
  }
  const decoded = await decodeBlocks("lz4-decode", "lz4", bytes, blocks);
  let position = 0;
  for (const { checksum, decodedByteLength } of blocks) {
    const actual = checksumOf(decoded.subarray(position, position + decodedByteLength));
    if (actual !== checksum) {
      throw badData(`the checksum of the block at byte ${position} is ${actual}, ${checksum} is stored`);
    }
    position += decodedByteLength;
  }
  return decoded;
}

function readHeader(bytes: Bytes, start: number): CheckedBlock {
  const offset = start + HEADER_BYTES;
  if (offset > bytes.byteLength) throw badData(`a header at byte ${start} is cut off`);
  if (!isHeader(bytes, start)) throw badData(`no block starts at byte ${start}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, HEADER_BYTES);
  const method = view.getUint8(8) & 0xf0;
  const byteLength = view.getUint32(9, true);
  const decodedByteLength = view.getUint32(13, true);
  if (method !== METHOD_RAW && method !== METHOD_LZ4) throw badData(`a block has the method ${method}`);
  if (offset + byteLength > bytes.byteLength) throw badData(`a block at byte ${start} is cut off`);
  if (
    method === METHOD_RAW ? byteLength !== decodedByteLength : decodedByteLength > byteLength * MAX_LZ4_RATIO
  ) {
    throw badData(`a block of ${byteLength} bytes claims to hold ${decodedByteLength}`);
  }
  const checksum = view.getUint32(17, true);
  return { isEncoded: method === METHOD_LZ4, offset, byteLength, decodedByteLength, checksum };
}

function isHeader(bytes: Bytes, start: number): boolean {
  return MAGIC.every((byte, i) => bytes[start + i] === byte);
}

async function encodeN5Lz4(bytes: Bytes, blockSize: number): Promise<Bytes> {
  const level = Math.max(0, 32 - Math.clz32(blockSize - 1) - LEVEL_BASE);
  const parts: Bytes[] = [];
  for (let start = 0; start < bytes.byteLength; start += blockSize) {
    const block = bytes.subarray(start, start + blockSize);
    const encoded = await kernelEncode("lz4-encode", "lz4", block, { parameters: [1] });
    const isShorter = encoded.byteLength < block.byteLength;
    const stored = isShorter ? encoded : block;
    const token = (isShorter ? METHOD_LZ4 : METHOD_RAW) + level;
    parts.push(header(token, stored.byteLength, block.byteLength, checksumOf(block)), stored);
  }
  parts.push(header(METHOD_RAW + level, 0, 0, 0));
  return concatBytes(parts);
}

function header(token: number, byteLength: number, decodedByteLength: number, checksum: number): Bytes {
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setUint8(8, token);
  view.setUint32(9, byteLength, true);
  view.setUint32(13, decodedByteLength, true);
  view.setUint32(17, checksum, true);
  return bytes;
}

function checksumOf(bytes: Bytes): number {
  return xxh32(bytes, SEED) & CHECKSUM_MASK;
}

function badData(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode LZ4: ${fact}`, { format: "lz4" });
}
