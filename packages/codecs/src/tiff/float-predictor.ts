/**
 * `tiff.float_predictor`: the bytes of each row's floats in planes, most significant first, then byte differences:
 * Predictor 3. Adobe Photoshop TIFF Technical Note 3; planes in that order whatever the file's byte order, as libtiff
 * and tifffile have them.
 *
 * @module
 */

import { type Bytes, byteSize, bytesOf, type Chunk, viewElements } from "@chunkwright/core";
import { type ArrayToBytesCodec, exactly } from "../codec.ts";
import { badConfiguration, checkOptions } from "../configuration.ts";
import { rowsByKernel } from "../kernel/kernel-rows.ts";
import { HOST_ENDIAN } from "../layout/byte-order.ts";
import { rowsOf } from "./rows.ts";

const NAME = "tiff.float_predictor";

/**
 * `{ axis, distance }`, see `rowsOf`. Elements are floats; raw ones of 24 bits, as `tiff.sample_words` has them; or
 * complex64, as imagecodecs takes them for words of 64 bits.
 */
export const floatPredictor: ArrayToBytesCodec = {
  kind: "array-to-bytes",
  bind(configuration, { dataType, shape }) {
    checkOptions(NAME, configuration, ["axis", "distance"]);
    if (!dataType.startsWith("float") && dataType !== "r24" && dataType !== "complex64") {
      throw badConfiguration(NAME, `it has no meaning for ${dataType} elements`);
    }
    const size = byteSize(dataType);
    const { count, length, stride } = rowsOf(NAME, configuration, shape);
    const rowBytes = length * size;
    return {
      encoded: exactly(count * rowBytes, size),
      isSynchronous: true,
      decode(encoded) {
        accumulate(encoded, rowBytes, stride);
        const decoded = new Uint8Array(count * rowBytes);
        for (let row = 0; row < count; row += 1) {
          for (const planes of planesOf(decoded, encoded, size, row, length)) join(planes);
        }
        return { dataType, shape, data: viewElements(dataType, decoded) } as Chunk;
      },
      encode({ data }): Bytes {
        const encoded = new Uint8Array(count * rowBytes);
        for (let row = 0; row < count; row += 1) {
          for (const planes of planesOf(bytesOf(data), encoded, size, row, length)) split(planes);
        }
        difference(encoded, rowBytes, stride);
        return encoded;
      },
    };
  },
};

/** The sums continue through all planes of a row. */
function accumulate(bytes: Bytes, rowBytes: number, stride: number): void {
  if (rowsByKernel("accumulate", bytes, rowBytes, stride, 1)) return;
  for (let start = 0; start < bytes.length; start += rowBytes) {
    for (let i = start + stride; i < start + rowBytes; i += 1) bytes[i] = bytes[i]! + bytes[i - stride]!;
  }
}

function difference(bytes: Bytes, rowBytes: number, stride: number): void {
  for (let start = 0; start < bytes.length; start += rowBytes) {
    for (let i = start + rowBytes - 1; i >= start + stride; i -= 1) bytes[i] = bytes[i]! - bytes[i - stride]!;
  }
}

/** Words of 1, 2 or 4 bytes, every `step`th from `start` on, and the planes of their bytes, which begin at `first`. */
interface Planes {
  readonly words: Bytes | Uint16Array | Uint32Array;
  readonly start: number;
  readonly step: number;
  readonly bytes: Bytes;
  readonly first: number;
  readonly length: number;
}

/** Index of the half with the sign in a float of 8 bytes. */
const HIGH = HOST_ENDIAN === "little" ? 1 : 0;

/** A row of floats of `size` bytes: those of 8 are two words each, those of 3 three. */
function planesOf(
  { buffer, byteOffset, byteLength }: Bytes,
  bytes: Bytes,
  size: number,
  row: number,
  length: number,
): readonly Planes[] {
  const first = row * length * size;
  if (size === 3) {
    const words = new Uint8Array(buffer, byteOffset, byteLength);
    return [0, 1, 2].map((plane) => {
      const start = first + (HOST_ENDIAN === "little" ? 2 - plane : plane);
      return { words, start, step: 3, bytes, first: first + plane * length, length };
    });
  }
  if (size === 2) {
    const words = new Uint16Array(buffer, byteOffset, byteLength / 2);
    return [{ words, start: row * length, step: 1, bytes, first, length }];
  }
  const words = new Uint32Array(buffer, byteOffset, byteLength / 4);
  if (size === 4) return [{ words, start: row * length, step: 1, bytes, first, length }];
  const start = 2 * row * length;
  return [
    { words, start: start + HIGH, step: 2, bytes, first, length },
    { words, start: start + 1 - HIGH, step: 2, bytes, first: first + 4 * length, length },
  ];
}

function join({ words, start, step, bytes, first, length }: Planes): void {
  if (words instanceof Uint8Array) {
    for (let i = 0; i < length; i += 1) words[start + i * step] = bytes[first + i]!;
    return;
  }
  if (words instanceof Uint16Array) {
    for (let i = 0; i < length; i += 1) {
      words[start + i * step] = (bytes[first + i]! << 8) | bytes[first + length + i]!;
    }
    return;
  }
  for (let i = first, to = start; i < first + length; i += 1, to += step) {
    words[to] =
      (bytes[i]! << 24) | (bytes[i + length]! << 16) | (bytes[i + 2 * length]! << 8) | bytes[i + 3 * length]!;
  }
}

function split({ words, start, step, bytes, first, length }: Planes): void {
  const planes = words.BYTES_PER_ELEMENT;
  for (let i = first, from = start; i < first + length; i += 1, from += step) {
    const word = words[from]!;
    for (let plane = 0; plane < planes; plane += 1) {
      bytes[i + plane * length] = word >>> (8 * (planes - 1 - plane));
    }
  }
}
