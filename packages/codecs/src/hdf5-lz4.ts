/**
 * `hdf5.lz4`: LZ4 blocks behind big-endian lengths, HDF5 filter 32004. HDF Group, "HDF5 LZ4 filter format" (2012).
 *
 * @module
 */

import { type Bytes, StorageError } from "@chunkwright/core";
import { type BytesToBytesCodec, compressed, type TakeBytes } from "./codec.ts";
import { checkOptions, integerOption } from "./configuration.ts";
import { decodeBlocks, type EncodedBlock } from "./kernel-blocks.ts";
import { kernelEncode } from "./kernel-encode.ts";

const NAME = "hdf5.lz4";
/** What the filter takes for 0. */
const DEFAULT_BLOCK = 2 ** 30;

/** `{ blocksize }`: bytes that are coded together, 0 (default) for up to 1 GiB. */
export const hdf5Lz4: BytesToBytesCodec = {
  kind: "bytes-to-bytes",
  bind(configuration, decoded) {
    checkOptions(NAME, configuration, ["blocksize"]);
    const blocksize = integerOption(NAME, configuration, "blocksize", {
      min: 0,
      max: 0x7e000000,
      default: 0,
    });
    return {
      encoded: compressed(decoded),
      decode: (encoded, take) => decodeHdf5Lz4(encoded, decoded.maxByteLength, take),
      encode: (bytes) => encodeHdf5Lz4(bytes, Math.min(blocksize || DEFAULT_BLOCK, bytes.byteLength)),
    };
  },
};

/**
 *    0  8  bytes, decoded
 *    8  4  bytes of a block, decoded
 *   12     blocks: 4 bytes of length, and as many bytes; as long as what it stands for, it is stored as it is
 */
const HEADER_BYTES = 12;
/** A byte of a match length stands for at most 255 bytes. */
const MAX_RATIO = 255;

function decodeHdf5Lz4(bytes: Bytes, maxByteLength: number, take?: TakeBytes): Promise<Bytes> {
  if (bytes.byteLength < HEADER_BYTES) throw badData(`${bytes.byteLength} bytes are no header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const total = view.getUint32(0) * 2 ** 32 + view.getUint32(4);
  const blocksize = view.getUint32(8);
  if (total > maxByteLength || total > bytes.byteLength * MAX_RATIO) {
    throw badData(`${bytes.byteLength} bytes claim to hold ${total}, ${maxByteLength} are wanted at most`);
  }
  if (blocksize === 0 && total > 0) throw badData("its blocks are of 0 bytes");
  const blocks: EncodedBlock[] = [];
  let next = HEADER_BYTES;
  for (let position = 0; position < total; position += blocksize) {
    if (next + 4 > bytes.byteLength) throw badData(`it ends after ${position} of ${total} bytes`);
    const byteLength = view.getUint32(next);
    const offset = next + 4;
    next = offset + byteLength;
    if (next > bytes.byteLength) throw badData(`a block of ${byteLength} bytes at byte ${offset} is cut off`);
    const decodedByteLength = Math.min(blocksize, total - position);
    blocks.push({ isEncoded: byteLength !== decodedByteLength, offset, byteLength, decodedByteLength });
  }
  return decodeBlocks("lz4-decode", "lz4", bytes, blocks, take);
}

async function encodeHdf5Lz4(bytes: Bytes, blocksize: number): Promise<Bytes> {
  const blocks: Bytes[] = [];
  for (let start = 0; start < bytes.byteLength; start += blocksize) {
    const block = bytes.subarray(start, start + blocksize);
    const encoded = await kernelEncode("lz4-encode", "lz4", block, { parameters: [1] });
    blocks.push(encoded.byteLength < block.byteLength ? encoded : block);
  }
  const byteLength = blocks.reduce((sum, block) => sum + 4 + block.byteLength, HEADER_BYTES);
  const encoded = new Uint8Array(byteLength);
  const view = new DataView(encoded.buffer);
  view.setUint32(0, Math.floor(bytes.byteLength / 2 ** 32));
  view.setUint32(4, bytes.byteLength);
  view.setUint32(8, blocksize);
  let position = HEADER_BYTES;
  for (const block of blocks) {
    view.setUint32(position, block.byteLength);
    encoded.set(block, position + 4);
    position += 4 + block.byteLength;
  }
  return encoded;
}

function badData(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode LZ4: ${fact}`, { format: "lz4" });
}
