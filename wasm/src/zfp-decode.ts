/**
 * ZFP decoder: blocks of four values along each of one to four axes, coded by bit planes. P. Lindstrom, "Fixed-Rate
 * Compressed Floating-Point Arrays", IEEE TVCG 20 (2014); zfp 1.0 documentation, "Algorithm" and "Compression Modes".
 */

import { ERROR_INVALID, ERROR_OVERFLOW, ERROR_TRUNCATED } from "./_errors";
import { coefficientPlaces } from "./zfp/order";

/** First free byte: the host's from here up. */
export const HEAP: usize = __heap_base;

const INT32: u32 = 1;
const INT64: u32 = 2;
const FLOAT: u32 = 3;
const DOUBLE: u32 = 4;
/** ZFP_MIN_EXP: a smaller `minexp` means reversible mode. */
const MIN_EXPONENT: i32 = -1074;
const MAX_BLOCK: usize = 256;

/** Coefficients as they are in the stream, and the values of a block, x fastest. */
const COEFFICIENTS: usize = memory.data(MAX_BLOCK * 8, 16);
const VALUES: usize = memory.data(MAX_BLOCK * 8, 16);

/** The stream in use: its first byte, the next bit, and the number of bits. */
let stream: usize = 0;
let position: u64 = 0;
let length: u64 = 0;
/** The mode: bits of a block, bit planes of it, and the lowest bit plane. zfp documentation, "Expert mode". */
let minbits: u32 = 0;
let maxbits: u32 = 0;
let maxprec: u32 = 0;
let minexp: i32 = 0;

/**
 * Decodes an array of `nx` values (the fastest axis) by `ny`, `nz` and `nw`, 1 for axes that it has not, from bit
 * `start` on, and returns the bytes written, or an `ERROR_*`. Reads no byte after the source: bits there are 0, and
 * make the answer ERROR_TRUNCATED. Writes whole values inside `dstLength` only, as all of them are counted first.
 */
export function decode(
  src: usize,
  srcLength: usize,
  dst: usize,
  dstLength: usize,
  start: u32,
  type: u32,
  axes: u32,
  nx: u32,
  ny: u32,
  nz: u32,
  nw: u32,
  minimumBits: u32,
  maximumBits: u32,
  precision: u32,
  minimumExponent: i32,
): i32 {
  if (type < INT32 || type > DOUBLE || axes < 1 || axes > 4 || maximumBits < 1) return ERROR_INVALID;
  const size: u64 = type == INT32 || type == FLOAT ? 4 : 8;
  const most = <u64>dstLength / size;
  if (<u64>nx * ny > most || <u64>nx * ny * nz > most || <u64>nx * ny * nz * nw > most) return ERROR_OVERFLOW;
  stream = src;
  position = start;
  length = <u64>srcLength << 3;
  minbits = minimumBits;
  maxbits = maximumBits;
  maxprec = precision;
  minexp = minimumExponent;
  for (let w: u32 = 0; w < nw; w += 4) {
    for (let z: u32 = 0; z < nz; z += 4) {
      for (let y: u32 = 0; y < ny; y += 4) {
        for (let x: u32 = 0; x < nx; x += 4) {
          decodeBlock(type, axes);
          if (position > length) return ERROR_TRUNCATED;
          const first = x + <usize>nx * (y + <usize>ny * (z + <usize>nz * w));
          const rows = min(ny - y, 4);
          for (let l: u32 = 0; l < min(nw - w, 4); ++l) {
            for (let k: u32 = 0; k < min(nz - z, 4); ++k) {
              for (let j: u32 = 0; j < rows; ++j) {
                const to = first + <usize>nx * (j + <usize>ny * (k + <usize>nz * l));
                const from = (j + 4 * (k + 4 * l)) << 2;
                memory.copy(dst + to * <usize>size, VALUES + from * <usize>size, min(nx - x, 4) * <usize>size);
              }
            }
          }
        }
      }
    }
  }
  return <i32>(<u64>nx * ny * nz * nw * size);
}

function decodeBlock(type: u32, axes: u32): void {
  const first = position;
  if (type == INT32) decodeIntegers<u32, i32>(axes, maxprec, first);
  else if (type == INT64) decodeIntegers<u64, i64>(axes, maxprec, first);
  else if (type == FLOAT) decodeFloats<f32, u32, i32>(axes, 8, first);
  else decodeFloats<f64, u64, i64>(axes, 11, first);
}

/** Floats share an exponent; without one all are 0. "Algorithm", steps 1 and 2. */
function decodeFloats<F, U, I>(axes: u32, exponentBits: u32, first: u64): void {
  const size: usize = 1 << (2 * axes);
  const isReversible = minexp < MIN_EXPONENT;
  if (!readBit()) {
    memory.fill(VALUES, 0, size * sizeof<F>());
    skipTo(first + minbits);
    return;
  }
  if (isReversible && readBit()) {
    // The bits of the floats themselves, negative ones in two's complement.
    decodeIntegers<U, I>(axes, maxprec, first);
    const most = <I>(((<U>1) << <U>(8 * sizeof<U>() - 1)) - 1);
    for (let i: usize = 0; i < size; ++i) {
      const at = VALUES + i * sizeof<I>();
      const value = load<I>(at);
      if (value < 0) store<I>(at, value ^ most);
    }
    return;
  }
  const bias: i32 = (1 << (exponentBits - 1)) - 1;
  const exponent = <i32>readBits(exponentBits) - bias;
  const planes = isReversible ? maxprec : <u32>max(0, exponent - minexp + 2 * <i32>axes + 2);
  decodeIntegers<U, I>(axes, min(maxprec, planes), first);
  const scale = <F>powerOfTwo(exponent - (8 * <i32>sizeof<F>() - 2));
  for (let i: usize = 0; i < size; ++i) {
    const at = VALUES + i * sizeof<F>();
    store<F>(at, <F>load<I>(at) * scale);
  }
}

/** 2^`exponent`, 0 if it is too small for a double. */
function powerOfTwo(exponent: i32): f64 {
  if (exponent >= -1022) return reinterpret<f64>(<u64>(exponent + 1023) << 52);
  return exponent >= -1074 ? reinterpret<f64>(<u64>1 << (exponent + 1074)) : 0;
}

/** A block of integers, which began at bit `first` of the stream. "Algorithm", steps 3 to 6 and "Lossless". */
function decodeIntegers<U, I>(axes: u32, precision: u32, first: u64): void {
  const isReversible = minexp < MIN_EXPONENT;
  const size: u32 = 1 << (2 * axes);
  const planes = isReversible ? <u32>readBits(sizeof<U>() == 4 ? 5 : 6) + 1 : precision;
  const used = <u32>(position - first);
  decodePlanes<U>(size, maxbits > used ? maxbits - used : 0, planes);
  skipTo(first + minbits);
  const places = coefficientPlaces(axes);
  // 0b...1010: a number in base -2 is one in two's complement by these.
  const mask = <U>0xaaaaaaaaaaaaaaaa;
  for (let i: usize = 0; i < size; ++i) {
    const coefficient = load<U>(COEFFICIENTS + i * sizeof<U>());
    store<I>(VALUES + <usize>load<u8>(places + i) * sizeof<I>(), <I>((coefficient ^ mask) - mask));
  }
  for (let axis = <i32>axes - 1; axis >= 0; --axis) {
    const step: usize = sizeof<I>() << (2 * axis);
    for (let line: u32 = 0; line < size >>> 2; ++line) {
      // All places whose number along this axis is 0.
      const low = line & ((1 << (2 * axis)) - 1);
      const start = VALUES + <usize>(((line - low) << 2) | low) * sizeof<I>();
      if (isReversible) invertExactly<I>(start, step);
      else invert<I>(start, step);
    }
  }
}

/**
 * Bit planes from the highest down, `budget` bits of the stream at most. Of each plane, the first `known` bits are as
 * they are, those of coefficients that have a bit above; after them runs of 0 that a 1 ends, each announced by a 1.
 */
function decodePlanes<U>(size: u32, budget: u32, precision: u32): void {
  memory.fill(COEFFICIENTS, 0, <usize>size * sizeof<U>());
  const bitsOf: u32 = 8 * sizeof<U>();
  const lowest = bitsOf > precision ? bitsOf - precision : 0;
  let left = budget;
  let known: u32 = 0;
  for (let plane = bitsOf; left > 0 && plane > lowest; ) {
    --plane;
    const stored = min(known, left);
    left -= stored;
    for (let i: u32 = 0; i < stored; i += 32) {
      const width = min(stored - i, 32);
      for (let word = <u32>readBits(width); word != 0; word &= word - 1) setBit<U>(i + ctz(word), plane);
    }
    while (known < size && left > 0) {
      --left;
      if (!readBit()) break;
      while (known < size - 1 && left > 0) {
        --left;
        if (readBit()) break;
        ++known;
      }
      setBit<U>(known++, plane);
    }
    if (position > length) return;
  }
}

@inline
function setBit<U>(i: u32, plane: u32): void {
  const at = COEFFICIENTS + <usize>i * sizeof<U>();
  store<U>(at, load<U>(at) + (<U>1 << <U>plane));
}

/** The inverse of the decorrelating transform along one axis: four values `step` bytes apart. "Algorithm", step 4. */
function invert<I>(at: usize, step: usize): void {
  let x = load<I>(at);
  let y = load<I>(at + step);
  let z = load<I>(at + 2 * step);
  let w = load<I>(at + 3 * step);
  y += w >> 1;
  w -= y >> 1;
  y += w;
  w = (w << 1) - y;
  z += x;
  x = (x << 1) - z;
  y += z;
  z = (z << 1) - y;
  w += x;
  x = (x << 1) - w;
  store<I>(at, x);
  store<I>(at + step, y);
  store<I>(at + 2 * step, z);
  store<I>(at + 3 * step, w);
}

/** The inverse of the reversible transform: sums of sums of sums. "Lossless compression". */
function invertExactly<I>(at: usize, step: usize): void {
  const x = load<I>(at);
  let y = load<I>(at + step);
  let z = load<I>(at + 2 * step);
  let w = load<I>(at + 3 * step);
  w += z;
  z += y;
  w += z;
  y += x;
  z += y;
  w += z;
  store<I>(at + step, y);
  store<I>(at + 2 * step, z);
  store<I>(at + 3 * step, w);
}

/** Blocks are filled up to `minbits`. */
@inline
function skipTo(bit: u64): void {
  if (position < bit) position = bit;
}

@inline
function readBit(): bool {
  const at = position++;
  if (at >= length) return false;
  return ((load<u8>(stream + <usize>(at >>> 3)) >>> (<u8>at & 7)) & 1) != 0;
}

/** Up to 32 bits, the lowest first. */
function readBits(count: u32): u64 {
  let value: u64 = 0;
  for (let i: u32 = 0; i < count; ) {
    const at = position;
    if (at >= length) {
      position += count - i;
      break;
    }
    const shift = <u32>at & 7;
    const taken = min(8 - shift, count - i);
    const byte = <u64>load<u8>(stream + <usize>(at >>> 3)) >>> shift;
    value |= (byte & ((<u64>1 << taken) - 1)) << i;
    position += taken;
    i += taken;
  }
  return value;
}
