/**
 * The elements that the samples of channels stand for. ISO/IEC 18181-1 §D.3.6, BitDepth.
 *
 * @module
 */

import type { DataType } from "@chunkwright/core";
import { badJpegXl } from "../jpeg-xl-error.ts";
import { type BitDepth, type JpegXlHeader, nameOf } from "../jpeg-xl-header.ts";
import type { Channel } from "./channel.ts";

type Elements = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;
/** The bits of an element, from those of a sample. */
type Convert = (sample: number) => number;

/**
 * The elements of `channels`, pixel by pixel or, if `isPlanar`, channel by channel, as bits of `dataType`; turned as the
 * header says.
 */
export function elementsOfChannels(
  channels: readonly Channel[],
  header: JpegXlHeader,
  dataType: DataType,
  isPlanar: boolean,
): Elements {
  const { width, height, orientation, depth } = header;
  const convert = conversion(depth, dataType);
  const count = channels.length;
  const elements = createElements(dataType, count * width * height);
  const [flipsX, flipsY] = [[2, 3, 7, 8].includes(orientation), [3, 4, 6, 7].includes(orientation)];
  const [alongX, alongY] = [flipsX ? -1 : 1, flipsY ? -width : width];
  const start = (flipsX ? width - 1 : 0) + (flipsY ? (height - 1) * width : 0);
  const { columns, rows, column, row } = isTurned(header)
    ? { columns: height, rows: width, column: alongY, row: alongX }
    : { columns: width, rows: height, column: alongX, row: alongY };
  for (const [c, { samples }] of channels.entries()) {
    let to = isPlanar ? c * width * height : c;
    const step = isPlanar ? 1 : count;
    for (let y = 0; y < rows; y += 1) {
      let from = start + y * row;
      for (let x = 0; x < columns; x += 1, from += column, to += step) elements[to] = convert(samples[from]!);
    }
  }
  return elements;
}

/** Whether rows are stored as columns. */
export function isTurned({ orientation }: JpegXlHeader): boolean {
  return orientation > 4;
}

function createElements(dataType: DataType, length: number): Elements {
  if (dataType === "uint8") return new Uint8Array(length);
  return dataType === "uint16" || dataType === "float16" ? new Uint16Array(length) : new Uint32Array(length);
}

/** Bits of integers in each type. */
const INTEGERS: { readonly [dataType: string]: readonly [least: number, most: number] } = {
  uint8: [1, 8],
  uint16: [9, 16],
  uint32: [17, 31],
};
const FLOAT16: BitDepth = { bits: 16, exponentBits: 5 };

function conversion(depth: BitDepth, dataType: DataType): Convert {
  const { bits, exponentBits } = depth;
  if (exponentBits === 0) {
    const [least = 0, most = 0] = INTEGERS[dataType] ?? [];
    const largest = 2 ** bits - 1;
    if (bits >= least && bits <= most) return (sample) => Math.max(0, Math.min(sample, largest));
  } else if (dataType === "float32") {
    return bits === 32 ? (sample) => sample : (sample) => widened(sample, depth);
  } else if (dataType === "float16" && bits === FLOAT16.bits && exponentBits === FLOAT16.exponentBits) {
    return (sample) => sample;
  }
  throw badJpegXl(`its samples have ${nameOf(depth)}, not those of ${dataType}`);
}

const [BITS, MANTISSA_BITS, BIAS, SPECIAL] = [32, 23, 127, 255] as const;

/** The bits of a float32, from those of a smaller float: sign, exponent, mantissa. */
function widened(sample: number, { bits, exponentBits }: BitDepth): number {
  const mantissaBits = bits - 1 - exponentBits;
  const sign = (sample >>> (bits - 1)) & 1;
  const largest = 2 ** exponentBits - 1;
  let exponent = (sample >>> mantissaBits) & largest;
  let mantissa = (sample & (2 ** mantissaBits - 1)) << (MANTISSA_BITS - mantissaBits);
  const shift = BIAS - (2 ** (exponentBits - 1) - 1);
  if (exponent === largest) exponent = SPECIAL;
  else if (exponent > 0 || shift === 0) exponent += shift;
  else if (mantissa !== 0) {
    // Too small for its own exponents, not for those of a float32.
    const leading = Math.clz32(mantissa) - (BITS - MANTISSA_BITS - 1);
    exponent = shift + 1 - leading;
    mantissa = (mantissa << leading) & (2 ** MANTISSA_BITS - 1);
  }
  return ((sign << (BITS - 1)) | (exponent << MANTISSA_BITS) | mantissa) >>> 0;
}
