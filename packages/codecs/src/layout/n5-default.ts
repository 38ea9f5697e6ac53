/**
 * `n5_default`: an N5 block, whose header states its own shape, as a Zarr chunk. Zarr extensions, n5_default codec; N5
 * File-system specification 4.0, item 9.
 *
 * @module
 */

import {
  type Bytes,
  byteSize,
  type CodecSpec,
  dataViewOf,
  elementCount,
  isFixed,
  isJsonObject,
  type Json,
  jsonEquals,
  resizeChunk,
  type Shape,
  wordSize,
} from "@chunkwright/core";
import { type ArraySpec, type ArrayToBytesCodec, compressed, exactly } from "../codec.ts";
import { inThreadCoder } from "../coder.ts";
import { badConfiguration, badOption, checkOptions } from "../configuration.ts";

const NAME = "n5_default";
const MODE_DEFAULT = 0;

/**
 * `{ codecs }`: a transposition of all axes, `bytes` with big-endian elements, and at most one compressor. Blocks that
 * hold less than the chunk are padded with zeroes; they are written in full.
 */
export const n5Default: ArrayToBytesCodec = {
  kind: "array-to-bytes",
  bind(configuration, decoded) {
    checkOptions(NAME, configuration, ["codecs"]);
    const codecs = innerCodecs(configuration.codecs, decoded);
    const { dataType, shape } = decoded;
    const headerBytes = 4 + 4 * shape.length;
    const most = compressed(exactly(elementCount(shape) * byteSize(dataType), 1)).maxByteLength;
    return {
      encoded: { minByteLength: headerBytes, maxByteLength: headerBytes + most, elementSize: 1 },
      async decode(bytes) {
        const stored = parseHeader(bytes, shape);
        const block = { bytes: bytes.subarray(headerBytes), dataType, shape: stored, codecs };
        return resizeChunk(await inThreadCoder.decode(block), shape);
      },
      async encode(chunk) {
        const { bytes } = await inThreadCoder.encode(chunk, codecs);
        const block = new Uint8Array(headerBytes + bytes.byteLength);
        const view = new DataView(block.buffer);
        view.setUint16(0, MODE_DEFAULT);
        view.setUint16(2, shape.length);
        for (const [axis, length] of shape.entries()) view.setUint32(4 + 4 * axis, length);
        block.set(bytes, headerBytes);
        return block;
      },
    };
  },
};

/** The block's shape, at most the chunk's. Its order is Zarr's: the required transpose reverses N5's. */
function parseHeader(bytes: Bytes, shape: Shape): Shape {
  const view = dataViewOf(bytes);
  const mode = view.getUint16(0);
  if (mode !== MODE_DEFAULT) throw new Error(`the block's mode is ${mode}`);
  const rank = view.getUint16(2);
  if (rank !== shape.length) throw new Error(`the block has ${rank} dimensions, the chunk ${shape.length}`);
  const stored = shape.map((_, axis) => view.getUint32(4 + 4 * axis));
  if (stored.some((length, axis) => length > shape[axis]!)) {
    throw new Error(`the block of [${stored}] is larger than the chunk of [${shape}]`);
  }
  return stored;
}

function innerCodecs(option: Json | undefined, { dataType, shape }: ArraySpec): readonly CodecSpec[] {
  if (!Array.isArray(option) || !option.every(isCodec)) {
    throw badOption(NAME, "codecs", option, "a list of codecs");
  }
  const [transpose, bytes, ...compressors]: readonly CodecSpec[] = option;
  const reversed = shape.map((_, axis) => shape.length - 1 - axis);
  if (transpose?.name !== "transpose" || !jsonEquals(transpose.configuration?.order, reversed)) {
    throw badConfiguration(NAME, `its first codec does not transpose by [${reversed}]`);
  }
  const isOneByte = isFixed(dataType) && wordSize(dataType) === 1;
  if (bytes?.name !== "bytes" || !(isOneByte || bytes.configuration?.endian === "big")) {
    throw badConfiguration(NAME, "its second codec does not make big-endian bytes");
  }
  if (compressors.length > 1) throw badConfiguration(NAME, `it has ${compressors.length} compressors`);
  return option;
}

function isCodec(value: Json): value is Json & CodecSpec {
  if (!isJsonObject(value) || typeof value.name !== "string") return false;
  return value.configuration === undefined || isJsonObject(value.configuration);
}
