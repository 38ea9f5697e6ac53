/**
 * Parsing the header of a ZFP stream: its array's type and shape, and its compression mode. zfp 1.0 documentation,
 * "High-level C API", `zfp_write_header`; "Low-level C API", `zfp_field_metadata` and `zfp_stream_mode`.
 *
 * @module
 */

import { type Bytes, type Shape, StorageError } from "@chunkwright/core";

export type ZfpDataType = (typeof DATA_TYPES)[number];

export interface ZfpHeader {
  readonly dataType: ZfpDataType;
  /** Slowest axis first. */
  readonly shape: Shape;
  readonly mode: ZfpMode;
  /** Bits of the header: where the blocks begin, if they follow it. */
  readonly bitLength: number;
}

/** The parameters of "expert mode", which can express all other modes. */
export interface ZfpMode {
  readonly minbits: number;
  readonly maxbits: number;
  readonly maxprec: number;
  /** Below -1074 in reversible mode. */
  readonly minexp: number;
}

/** "zfp" and the version of the codec. */
const MAGIC = 0x0570667an;
const MAGIC_BITS = 32;
const META_BITS = 52;
const SHORT_MODE_BITS = 12;
const LONG_MODE_BITS = 64;
const MAX_BYTES = Math.ceil((MAGIC_BITS + META_BITS + LONG_MODE_BITS) / 8);
const DATA_TYPES = ["int32", "int64", "float32", "float64"] as const;
/** 48 bits of lengths less one, shared by as many axes as there are. */
const LENGTHS_BITS = 48;

/**
 * Least significant bit first: 32 bits of magic, 2 of type, 2 of axes less one, 48 of lengths less one, the fastest
 * axis first; then the mode, 12 bits, or 64 if all of those are set. Throws "invalid-data" for anything else.
 */
export function parseZfpHeader(bytes: Bytes): ZfpHeader {
  let bits = 0n;
  for (const byte of bytes.subarray(0, MAX_BYTES).toReversed()) {
    bits = (bits << 8n) | BigInt(byte);
  }
  const take = (count: number): number => {
    const value = Number(BigInt.asUintN(count, bits));
    bits >>= BigInt(count);
    return value;
  };
  const magic = BigInt(take(MAGIC_BITS));
  if (magic !== MAGIC) {
    throw new StorageError("invalid-data", `Cannot decode ZFP: it begins with 0x${magic.toString(16)}`, {
      format: "zfp",
    });
  }
  const dataType = DATA_TYPES[take(2)]!;
  const rank = take(2) + 1;
  const shape = Array.from({ length: rank }, () => take(LENGTHS_BITS / rank) + 1).reverse();
  const short = take(SHORT_MODE_BITS);
  const isLong = short === 2 ** SHORT_MODE_BITS - 1;
  const mode = isLong ? longMode(take) : shortMode(short);
  const modeBits = isLong ? LONG_MODE_BITS : SHORT_MODE_BITS;
  return { dataType, shape, mode, bitLength: MAGIC_BITS + META_BITS + modeBits };
}

const MAX_BITS = 16658;
const MAX_PRECISION = 64;
const MIN_EXPONENT = -1074;
/** The encoder's defaults: no limits. */
export const UNLIMITED_ZFP: ZfpMode = {
  minbits: 1,
  maxbits: MAX_BITS,
  maxprec: MAX_PRECISION,
  minexp: MIN_EXPONENT,
};
const FIRST_PRECISION = 2048;
const REVERSIBLE = 2176;

/** The 12-bit mode: a rate up to 2047, a precision up to 2175, 2176 for reversible, larger values an accuracy. */
function shortMode(mode: number): ZfpMode {
  if (mode < FIRST_PRECISION) return { ...UNLIMITED_ZFP, minbits: mode + 1, maxbits: mode + 1 };
  if (mode < REVERSIBLE) return { ...UNLIMITED_ZFP, maxprec: mode + 1 - FIRST_PRECISION };
  return { ...UNLIMITED_ZFP, minexp: mode - REVERSIBLE - 1 + MIN_EXPONENT };
}

const MIN_LONG_EXPONENT = -16495;

function longMode(take: (count: number) => number): ZfpMode {
  return {
    minbits: take(15) + 1,
    maxbits: take(15) + 1,
    maxprec: take(7) + 1,
    minexp: take(15) + MIN_LONG_EXPONENT,
  };
}
