/**
 * `hdf5.lz4`: LZ4 blocks, each preceded by its length; HDF5 filter 32004. HDF Group, "HDF5 LZ4 filter format" (2012).
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { type BytesToBytesCodec, compressed, type TakeBytes } from "../codec.ts";
import { checkOptions, integerOption } from "../configuration.ts";
import { badFraming, blockLengths, findBlocks, frameBlocks, parseFraming } from "../hdf5/framed-blocks.ts";
import { decodeBlocks } from "../kernel/kernel-blocks.ts";
import { kernelEncode } from "../kernel/kernel-encode.ts";
import { MAX_LZ4_RATIO } from "./lz4-block.ts";

const NAME = "hdf5.lz4";
const FORMAT = "lz4";
/** The block size that 0 stands for. */
const DEFAULT_BLOCK = 2 ** 30;

/** `{ blocksize }`: decoded bytes of a block; 0, the default, for 1 GiB. */
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

function decodeHdf5Lz4(bytes: Bytes, maxByteLength: number, take?: TakeBytes): Promise<Bytes> {
  const { total, blockBytes } = parseFraming(FORMAT, bytes, maxByteLength);
  if (total > bytes.byteLength * MAX_LZ4_RATIO) {
    throw badFraming(FORMAT, `${bytes.byteLength} bytes claim to hold ${total}`);
  }
  const blocks = findBlocks(FORMAT, bytes, blockLengths(total, blockBytes), true);
  return decodeBlocks("lz4-decode", FORMAT, bytes, blocks, take);
}

async function encodeHdf5Lz4(bytes: Bytes, blockBytes: number): Promise<Bytes> {
  const blocks: Bytes[] = [];
  for (let start = 0; start < bytes.byteLength; start += blockBytes) {
    const block = bytes.subarray(start, start + blockBytes);
    const encoded = await kernelEncode("lz4-encode", FORMAT, block, { parameters: [1] });
    blocks.push(encoded.byteLength < block.byteLength ? encoded : block);
  }
  return frameBlocks({ total: bytes.byteLength, blockBytes }, blocks);
}
