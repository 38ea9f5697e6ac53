/**
 * Decoding ZFP: arrays in blocks of four along each axis, with fixed rate, precision or accuracy, or lossless.
 * P. Lindstrom, "Fixed-Rate Compressed Floating-Point Arrays", IEEE TVCG 20 (2014); zfp 1.0.
 *
 * @module
 */

import { type Bytes, byteSize, elementCount } from "@chunkwright/core";
import type { TakeBytes } from "../codec.ts";
import { kernelDecode } from "../kernel/kernel-decode.ts";
import type { ZfpHeader } from "./zfp-header.ts";

/** zfp_type. */
const TYPE_NUMBERS = { int32: 1, int64: 2, float32: 3, float64: 4 } as const;

/** Decoded bytes of the array that `header` describes. */
export function zfpByteLength({ dataType, shape }: ZfpHeader): number {
  return elementCount(shape) * byteSize(dataType);
}

/** The array that `header` describes, little-endian; its blocks begin at bit `start` of `bytes`. */
export function decodeZfp(bytes: Bytes, header: ZfpHeader, start: number, take?: TakeBytes): Promise<Bytes> {
  const { dataType, shape, mode } = header;
  const { minbits, maxbits, maxprec, minexp } = mode;
  const [nx = 1, ny = 1, nz = 1, nw = 1] = shape.toReversed();
  const limits = [minbits, maxbits, maxprec, minexp];
  const parameters = [start, TYPE_NUMBERS[dataType], shape.length, nx, ny, nz, nw, ...limits];
  return kernelDecode("zfp-decode", "zfp", bytes, zfpByteLength(header), take, ...parameters);
}
