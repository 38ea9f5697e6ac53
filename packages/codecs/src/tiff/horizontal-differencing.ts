/**
 * `tiff.horizontal_differencing`: each sample minus the same sample of the pixel before it in the row, Predictor 2.
 * TIFF 6.0 §14; at distances, DNG 1.4; wider samples and floating-point bit patterns as libtiff treats them.
 *
 * @module
 */

import { byteSize, bytesOf, type Chunk } from "@chunkwright/core";
import type { ArrayToArrayCodec } from "../codec.ts";
import { badConfiguration, checkOptions } from "../configuration.ts";
import { rowsByKernel } from "../kernel/kernel-rows.ts";
import { HOST_ENDIAN } from "../layout/byte-order.ts";
import { type Rows, rowsOf } from "./rows.ts";

const NAME = "tiff.horizontal_differencing";

/** `{ axis, distance }`, see `rowsOf`. In place. Elements of complex64 are words of 64 bits, as libtiff has them. */
export const horizontalDifferencing: ArrayToArrayCodec = {
  kind: "array-to-array",
  bind(configuration, decoded) {
    checkOptions(NAME, configuration, ["axis", "distance"]);
    if (decoded.dataType === "complex128") {
      throw badConfiguration(NAME, `it has no meaning for ${decoded.dataType} elements`);
    }
    const rows = rowsOf(NAME, configuration, decoded.shape);
    return {
      encoded: decoded,
      isSynchronous: true,
      decode: (chunk) => byKernel("accumulate", chunk, rows) ?? apply(chunk, rows, accumulate, accumulate64),
      encode: (chunk) => byKernel("difference", chunk, rows) ?? apply(chunk, rows, difference, difference64),
    };
  },
};

/**
 * Works on a chunk in the memory of the kernel that decoded it or is to encode it; `undefined` if it lies elsewhere.
 */
function byKernel(
  name: "accumulate" | "difference",
  chunk: Chunk,
  { length, stride }: Rows,
): Chunk | undefined {
  const size = byteSize(chunk.dataType);
  const isDone = rowsByKernel(name, bytesOf(chunk.data), length * size, stride * size, size);
  return isDone ? chunk : undefined;
}

type Words = Uint8Array | Uint16Array | Uint32Array;
/** Works on elements `start` to `end` of `words`, one row. */
type RowTransform = (words: Words, start: number, end: number, stride: number) => void;
type RowTransform64 = (halves: Uint32Array, start: number, end: number, stride: number) => void;

function apply(chunk: Chunk, rows: Rows, transform: RowTransform, transform64: RowTransform64): Chunk {
  const { buffer, byteOffset, byteLength } = bytesOf(chunk.data);
  const run = <W extends Words>(
    words: W,
    each: (words: W, start: number, end: number, stride: number) => void,
  ) => {
    const { count, length, stride } = rows;
    for (let row = 0; row < count; row += 1) each(words, row * length, (row + 1) * length, stride);
  };
  switch (byteSize(chunk.dataType)) {
    case 1:
      run(new Uint8Array(buffer, byteOffset, byteLength), transform);
      break;
    case 2:
      run(new Uint16Array(buffer, byteOffset, byteLength / 2), transform);
      break;
    case 4:
      run(new Uint32Array(buffer, byteOffset, byteLength / 4), transform);
      break;
    default:
      run(new Uint32Array(buffer, byteOffset, byteLength / 4), transform64);
  }
  return chunk;
}

/** Keeps the running sum in a register: twice as fast as adding to the element before (bench/src/tiff.ts). */
function accumulate(words: Words, start: number, end: number, stride: number): void {
  for (let first = start; first < start + stride; first += 1) {
    let sum = 0;
    for (let i = first; i < end; i += stride) {
      sum = (sum + words[i]!) | 0;
      words[i] = sum;
    }
  }
}

/** Keeps the previous sample in a register, too. */
function difference(words: Words, start: number, end: number, stride: number): void {
  for (let first = start; first < start + stride; first += 1) {
    let before = 0;
    for (let i = first; i < end; i += stride) {
      const sample = words[i]!;
      words[i] = sample - before;
      before = sample;
    }
  }
}

/** Index of the low half in a 64-bit word. */
const LOW = HOST_ENDIAN === "little" ? 0 : 1;
const HIGH = 1 - LOW;

function accumulate64(halves: Uint32Array, start: number, end: number, stride: number): void {
  for (let i = 2 * (start + stride); i < 2 * end; i += 2) {
    const low = halves[i + LOW]! + halves[i - 2 * stride + LOW]!;
    halves[i + LOW] = low;
    halves[i + HIGH] = halves[i + HIGH]! + halves[i - 2 * stride + HIGH]! + (low > 0xffffffff ? 1 : 0);
  }
}

function difference64(halves: Uint32Array, start: number, end: number, stride: number): void {
  for (let i = 2 * (end - 1); i >= 2 * (start + stride); i -= 2) {
    const low = halves[i + LOW]! - halves[i - 2 * stride + LOW]!;
    halves[i + LOW] = low;
    halves[i + HIGH] = halves[i + HIGH]! - halves[i - 2 * stride + HIGH]! - (low < 0 ? 1 : 0);
  }
}
