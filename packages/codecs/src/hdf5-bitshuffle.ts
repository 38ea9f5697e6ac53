/**
 * `hdf5.bitshuffle`: bits of elements in planes, block by block, compressed or not; HDF5 filter 32008. bitshuffle 0.5,
 * README.rst and bshuf_h5filter.c.
 *
 * @module
 */

import { type Bytes, StorageError } from "@chunkwright/core";
import { type BytesToBytesCodec, compressed, type TakeBytes } from "./codec.ts";
import { badOption, checkOptions, choiceOption, integerOption } from "./configuration.ts";
import { decodeBlocks, type EncodedBlock } from "./kernel-blocks.ts";
import { copyBytes } from "./kernel-decode.ts";
import { kernelEncode } from "./kernel-encode.ts";
import { kernelFailure } from "./kernel-failure.ts";
import { addressBehind, loadKernel, SLACK } from "./wasm-module.ts";
import { encodeZstd } from "./zstd.ts";

const NAME = "hdf5.bitshuffle";
/** Elements are coded in eights. */
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
        decode: (encoded, take) => transpose("unshuffle", encoded, elementSize, options.blockElements, take),
        encode: (bytes) => transpose("shuffle", bytes, elementSize, options.blockElements),
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
  name: "shuffle" | "unshuffle",
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

/**
 *    0  8  bytes, decoded, big-endian
 *    8  4  bytes of a block, decoded
 *   12     blocks: 4 bytes of length, and as many bytes; then, raw, what is left of eight elements
 */
const HEADER_BYTES = 12;

/** Bytes of each block before compression, all but the last the same; what is left over belongs to none. */
function blockLengths(total: number, elementSize: number, blockBytes: number): number[] {
  const whole = total - (total % (GROUP * elementSize));
  return Array.from({ length: Math.ceil(whole / blockBytes) }, (_, i) =>
    Math.min(blockBytes, whole - i * blockBytes),
  );
}

async function decompress(
  bytes: Bytes,
  { elementSize, compressor }: Options,
  maxByteLength: number,
  take?: TakeBytes,
): Promise<Bytes> {
  if (bytes.byteLength < HEADER_BYTES) throw badData(`${bytes.byteLength} bytes are no header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const total = view.getUint32(0) * 2 ** 32 + view.getUint32(4);
  const blockBytes = view.getUint32(8);
  if (total > maxByteLength) throw badData(`it holds ${total} bytes, ${maxByteLength} are wanted at most`);
  if (blockBytes === 0 || blockBytes % (GROUP * elementSize) !== 0) {
    throw badData(`its blocks of ${blockBytes} bytes are no multiple of ${GROUP} elements`);
  }
  if (Math.floor(total / blockBytes) * 4 > bytes.byteLength) {
    throw badData(`${bytes.byteLength} bytes cannot hold ${total} in blocks of ${blockBytes}`);
  }
  const blocks: EncodedBlock[] = [];
  let next = HEADER_BYTES;
  for (const decodedByteLength of blockLengths(total, elementSize, blockBytes)) {
    if (next + 4 > bytes.byteLength) throw badData(`it ends before block ${blocks.length}`);
    const byteLength = view.getUint32(next);
    const offset = next + 4;
    next = offset + byteLength;
    if (next > bytes.byteLength) throw badData(`block ${blocks.length} of ${byteLength} bytes is cut off`);
    blocks.push({ offset, byteLength, decodedByteLength, isEncoded: true });
  }
  const rest = total % (GROUP * elementSize);
  if (bytes.byteLength - next < rest) throw badData(`its last ${rest} bytes are missing`);
  blocks.push({ offset: next, byteLength: rest, decodedByteLength: rest, isEncoded: false });
  const shuffled = await decodeBlocks(
    `${compressor === "zstd" ? "zstd" : "lz4"}-decode`,
    NAME,
    bytes,
    blocks,
  );
  return transpose("unshuffle", shuffled, elementSize, blockBytes / elementSize, take);
}

async function compress(
  bytes: Bytes,
  { elementSize, compressor, level, blockElements }: Options,
): Promise<Bytes> {
  const shuffled = await transpose("shuffle", bytes, elementSize, blockElements);
  const blockBytes = blockElements * elementSize;
  const parts: Bytes[] = [];
  let start = 0;
  for (const length of blockLengths(bytes.byteLength, elementSize, blockBytes)) {
    const block = shuffled.subarray(start, start + length);
    parts.push(
      compressor === "zstd"
        ? await encodeZstd(block, level, false)
        : await kernelEncode("lz4-encode", "lz4", block, { parameters: [1] }),
    );
    start += length;
  }
  const rest = shuffled.subarray(start);
  const encoded = new Uint8Array(
    parts.reduce((sum, part) => sum + 4 + part.byteLength, HEADER_BYTES + rest.byteLength),
  );
  const view = new DataView(encoded.buffer);
  view.setUint32(0, Math.floor(bytes.byteLength / 2 ** 32));
  view.setUint32(4, bytes.byteLength);
  view.setUint32(8, blockBytes);
  let position = HEADER_BYTES;
  for (const part of parts) {
    view.setUint32(position, part.byteLength);
    encoded.set(part, position + 4);
    position += 4 + part.byteLength;
  }
  encoded.set(rest, position);
  return encoded;
}

function badData(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode bitshuffle: ${fact}`, { format: "bitshuffle" });
}
