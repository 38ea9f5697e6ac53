/**
 * Bit shuffles of 128 elements a step. Bytes that lie 8 apart are brought together first, a byte shuffle, so that
 * vector n holds bytes n, n + 8, ... Then bit b of vector n and bit n of vector b trade places.
 */

import { shuffle8, zip8 } from "./shuffle-simd";

const STEP: usize = 128;
/** Bytes of a group 8 apart, together. */
const EIGHTHS: usize = memory.data(512, 16);

/** Spreads a multiple of 128 of the `elements` bytes, 512 at most, over 8 rows and returns how many it did. */
export function planeToRows(plane: usize, rows: usize, elements: usize, rowLength: usize): usize {
  const done = elements & ~(STEP - 1);
  const eighth = done >> 3;
  shuffle8(plane, EIGHTHS, eighth);
  for (let i: usize = 0; i < eighth; i += 16) transposeBits(EIGHTHS + i, eighth, rows + i, rowLength);
  return done;
}

/** The inverse of `planeToRows`. */
export function rowsToPlane(rows: usize, plane: usize, elements: usize, rowLength: usize): usize {
  const done = elements & ~(STEP - 1);
  for (let i: usize = 0; i < done; i += STEP) {
    transposeBits(rows + (i >> 3), rowLength, EIGHTHS, 16);
    zip8(EIGHTHS, 16, plane + i);
  }
  return done;
}

/** 8 vectors of 16 bytes: bit b of vector n becomes bit n of vector b. Its own inverse. */
function transposeBits(src: usize, srcStride: usize, dst: usize, dstStride: usize): void {
  let a = v128.load(src);
  let b = v128.load(src + srcStride);
  let c = v128.load(src + 2 * srcStride);
  let d = v128.load(src + 3 * srcStride);
  let e = v128.load(src + 4 * srcStride);
  let f = v128.load(src + 5 * srcStride);
  let g = v128.load(src + 6 * srcStride);
  let h = v128.load(src + 7 * srcStride);
  let swap: v128;

  let mask = i8x16.splat(0x0f);
  swap = v128.and(v128.xor(i64x2.shr_u(a, 4), e), mask);
  a = v128.xor(a, i64x2.shl(swap, 4));
  e = v128.xor(e, swap);
  swap = v128.and(v128.xor(i64x2.shr_u(b, 4), f), mask);
  b = v128.xor(b, i64x2.shl(swap, 4));
  f = v128.xor(f, swap);
  swap = v128.and(v128.xor(i64x2.shr_u(c, 4), g), mask);
  c = v128.xor(c, i64x2.shl(swap, 4));
  g = v128.xor(g, swap);
  swap = v128.and(v128.xor(i64x2.shr_u(d, 4), h), mask);
  d = v128.xor(d, i64x2.shl(swap, 4));
  h = v128.xor(h, swap);

  mask = i8x16.splat(0x33);
  swap = v128.and(v128.xor(i64x2.shr_u(a, 2), c), mask);
  a = v128.xor(a, i64x2.shl(swap, 2));
  c = v128.xor(c, swap);
  swap = v128.and(v128.xor(i64x2.shr_u(b, 2), d), mask);
  b = v128.xor(b, i64x2.shl(swap, 2));
  d = v128.xor(d, swap);
  swap = v128.and(v128.xor(i64x2.shr_u(e, 2), g), mask);
  e = v128.xor(e, i64x2.shl(swap, 2));
  g = v128.xor(g, swap);
  swap = v128.and(v128.xor(i64x2.shr_u(f, 2), h), mask);
  f = v128.xor(f, i64x2.shl(swap, 2));
  h = v128.xor(h, swap);

  mask = i8x16.splat(0x55);
  swap = v128.and(v128.xor(i64x2.shr_u(a, 1), b), mask);
  v128.store(dst, v128.xor(a, i64x2.shl(swap, 1)));
  v128.store(dst + dstStride, v128.xor(b, swap));
  swap = v128.and(v128.xor(i64x2.shr_u(c, 1), d), mask);
  v128.store(dst + 2 * dstStride, v128.xor(c, i64x2.shl(swap, 1)));
  v128.store(dst + 3 * dstStride, v128.xor(d, swap));
  swap = v128.and(v128.xor(i64x2.shr_u(e, 1), f), mask);
  v128.store(dst + 4 * dstStride, v128.xor(e, i64x2.shl(swap, 1)));
  v128.store(dst + 5 * dstStride, v128.xor(f, swap));
  swap = v128.and(v128.xor(i64x2.shr_u(g, 1), h), mask);
  v128.store(dst + 6 * dstStride, v128.xor(g, i64x2.shl(swap, 1)));
  v128.store(dst + 7 * dstStride, v128.xor(h, swap));
}
