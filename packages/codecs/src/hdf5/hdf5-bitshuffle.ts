/**
 * `hdf5.bitshuffle`: blocks with the bits of elements transposed, compressed or not; HDF5 filter 32008. bitshuffle 0.5,
 * README.rst and bshuf_h5filter.c.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { type BytesToBytesCodec, compressed, type TakeBytes } from "../codec.ts";
import { badOption, checkOptions, choiceOption, integerOption } from "../configuration.ts";
import { decodeBlocks } from "../kernel/kernel-blocks.ts";
import { copyBytes } from "../kernel/kernel-decode.ts";
import { kernelEncode } from "../kernel/kernel-encode.ts";
import { kernelFailure } from "../kernel/kernel-failure.ts";
import { addressBehind, loadKernel, SLACK } from "../kernel/wasm-module.ts";
import { encodeZstd } from "../zstd/zstd.ts";
import {
  badFraming,
  blockLengths,
  endOfBlocks,
  findBlocks,
  frameBlocks,
  parseFraming,
} from "./framed-blocks.ts";

const NAME = "hdf5.bitshuffle";
const FORMAT = "bitshuffle";
/** Elements are transposed in groups of eight. */
const GROUP = 8;
const DEFAULT_BLOCK_BYTES = 8192;
const MIN_DEFAULT_BLOCK = 128;
const DEFAULT_ZSTD_LEVEL = 1;

interface Options {
  readonly elementSize: number;
  readonly compressor: "none" | "lz4" | "zstd";
  readonly level: number;
  /** Elements of a block. */
  readonly blockElements: number;
}

/**
 * `{ elementsize, blocksize, compressor, level }`: blocks in elements, 0 (default) for 8 KiB; "none" (default), "lz4"
 * or "zstd" and its level.
 */
export const hdf5Bitshuffle: BytesToBytesCodec = {
  kind: "bytes-to-bytes",
  bind(configuration, decoded) {
    checkOptions(NAME, configuration, ["elementsize", "blocksize", "compressor", "level"]);
    const elementSize = integerOption(NAME, configuration, "elementsize", {
      min: 1,
      max: 255,
      default: decoded.elementSize,
    });
    const blocksize = integerOption(NAME, configuration, "blocksize", { min: 0, max: 2 ** 27, default: 0 });
    if (blocksize % GROUP !== 0) throw badOption(NAME, "blocksize", blocksize, `a multiple of ${GROUP}`);
    const options: Options = {
      elementSize,
      compressor: choiceOption(NAME, configuration, "compressor", ["none", "lz4", "zstd"], "none"),
      level: integerOption(NAME, configuration, "level", {
        min: -131072,
        max: 22,
        default: DEFAULT_ZSTD_LEVEL,
      }),
      blockElements: blocksize || defaultBlock(elementSize),
    };
    if (options.compressor === "none") {
      return {
        encoded: decoded,
        decode: (encoded, take) =>
          transpose("bitunshuffle", encoded, elementSize, options.blockElements, take),
        encode: (bytes) => transpose("bitshuffle", bytes, elementSize, options.blockElements),
      };
    }
    return {
      encoded: compressed(decoded),
      decode: (encoded, take) => decompress(encoded, options, decoded.maxByteLength, take),
      encode: (bytes) => compress(bytes, options),
    };
  },
};

function defaultBlock(elementSize: number): number {
  const elements = Math.floor(DEFAULT_BLOCK_BYTES / elementSize / GROUP) * GROUP;
  return Math.max(elements, MIN_DEFAULT_BLOCK);
}

async function transpose(
  name: "bitshuffle" | "bitunshuffle",
  bytes: Bytes,
  elementSize: number,
  blockElements: number,
  take: TakeBytes = copyBytes,
): Promise<Bytes> {
  const kernel = await loadKernel("bitshuffle");
  const target = addressBehind(kernel.heap, bytes.byteLength);
  const memory = kernel.reserve(target + bytes.byteLength + SLACK - kernel.heap);
  memory.set(bytes, kernel.heap);
  const result = kernel.call(name, kernel.heap, target, bytes.byteLength, elementSize, blockElements);
  if (result < 0) throw kernelFailure("bitshuffle", result);
  return take(memory.subarray(target, target + bytes.byteLength));
}

/** Blocks of elements, shuffled and compressed; the elements after the last group of eight are stored unchanged. */
async function decompress(
  bytes: Bytes,
  { elementSize, compressor }: Options,
  maxByteLength: number,
  take?: TakeBytes,
): Promise<Bytes> {
  const { total, blockBytes } = parseFraming(FORMAT, bytes, maxByteLength);
  const groupBytes = GROUP * elementSize;
  if (blockBytes === 0 || blockBytes % groupBytes !== 0) {
    throw badFraming(FORMAT, `its blocks of ${blockBytes} bytes are not a multiple of ${GROUP} elements`);
  }
  const rest = total % groupBytes;
  const blocks = findBlocks(FORMAT, bytes, blockLengths(total - rest, blockBytes), false);
  const offset = endOfBlocks(blocks);
  if (bytes.byteLength - offset < rest) throw badFraming(FORMAT, `its last ${rest} bytes are missing`);
  const tail = { offset, byteLength: rest, decodedByteLength: rest, isEncoded: false };
  const kernel = compressor === "zstd" ? "zstd-decode" : "lz4-decode";
  const shuffled = await decodeBlocks(kernel, NAME, bytes, [...blocks, tail]);
  return transpose("bitunshuffle", shuffled, elementSize, blockBytes / elementSize, take);
}

async function compress(
  bytes: Bytes,
  { elementSize, compressor, level, blockElements }: Options,
): Promise<Bytes> {
  const shuffled = await transpose("bitshuffle", bytes, elementSize, blockElements);
  const total = bytes.byteLength;
  const blockBytes = blockElements * elementSize;
  const blocks: Bytes[] = [];
  let start = 0;
  for (const length of blockLengths(total - (total % (GROUP * elementSize)), blockBytes)) {
    const block = shuffled.subarray(start, start + length);
    blocks.push(
      compressor === "zstd"
        ? await encodeZstd(block, level, false)
        : await kernelEncode("lz4-encode", "lz4", block, { parameters: [1] }),
    );
    start += length;
  }
  return frameBlocks({ total, blockBytes }, blocks, shuffled.subarray(start));
}
