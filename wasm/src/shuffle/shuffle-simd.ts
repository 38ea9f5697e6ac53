/**
 * Byte shuffles of 16 elements a step, as rotations of addresses. Number the bytes of 2^n vectors by vector and
 * lane: interleaving the first half of them with the second (a perfect shuffle, two instructions) moves the top bit
 * of that number to the bottom. Elements of 2^k bytes become planes by 4 such steps, planes become elements by k.
 * Every function returns how many elements it did, a multiple of 16; the caller does the rest.
 */

const STEP: usize = 16;

/** Vectors between two passes. */
const MIDDLE: usize = memory.data(16 * 16, 16);

export function shuffle2(src: usize, dst: usize, elements: usize): usize {
  let i: usize = 0;
  for (; i + STEP <= elements; i += STEP) {
    const a = v128.load(src);
    const b = v128.load(src, 16);
    v128.store(dst + i, even(a, b));
    v128.store(dst + elements + i, odd(a, b));
    src += 32;
  }
  return i;
}

export function unshuffle2(src: usize, dst: usize, elements: usize): usize {
  let i: usize = 0;
  for (; i + STEP <= elements; i += STEP) {
    const a = v128.load(src + i);
    const b = v128.load(src + elements + i);
    zipPair(a, b, dst);
    dst += 32;
  }
  return i;
}

export function shuffle4(src: usize, dst: usize, elements: usize): usize {
  let i: usize = 0;
  for (; i + STEP <= elements; i += STEP) {
    zip4(src, 16, MIDDLE, 16);
    zip4(MIDDLE, 16, dst + i, elements);
    src += 64;
  }
  return i;
}

export function unshuffle4(src: usize, dst: usize, elements: usize): usize {
  let i: usize = 0;
  for (; i + STEP <= elements; i += STEP) {
    zip4(src + i, elements, dst, 16);
    dst += 64;
  }
  return i;
}

export function shuffle8(src: usize, dst: usize, elements: usize): usize {
  let i: usize = 0;
  for (; i + STEP <= elements; i += STEP) {
    zip4(src, 32, MIDDLE, 16);
    zip4(src + 16, 32, MIDDLE + 64, 16);
    zip4(MIDDLE, 32, dst + i, elements);
    zip4(MIDDLE + 16, 32, dst + i + 4 * elements, elements);
    src += 128;
  }
  return i;
}

export function unshuffle8(src: usize, dst: usize, elements: usize): usize {
  let i: usize = 0;
  for (; i + STEP <= elements; i += STEP) {
    zip8(src + i, elements, dst);
    dst += 128;
  }
  return i;
}

export function shuffle16(src: usize, dst: usize, elements: usize): usize {
  let i: usize = 0;
  for (; i + STEP <= elements; i += STEP) {
    transpose16(src, 16, dst + i, elements);
    src += 256;
  }
  return i;
}

export function unshuffle16(src: usize, dst: usize, elements: usize): usize {
  let i: usize = 0;
  for (; i + STEP <= elements; i += STEP) {
    transpose16(src + i, elements, dst, 16);
    dst += 256;
  }
  return i;
}

/** Transposes 16 by 16 bytes, rows `srcStride` and `dstStride` apart. */
// @ts-ignore: decorator
@inline
function transpose16(src: usize, srcStride: usize, dst: usize, dstStride: usize): void {
  for (let n: usize = 0; n < 4; ++n) zip4(src + n * srcStride, 4 * srcStride, MIDDLE + (n << 6), 16);
  for (let n: usize = 0; n < 4; ++n) zip4(MIDDLE + (n << 4), 64, dst + 4 * n * dstStride, dstStride);
}

/** Three steps at once, over 8 vectors: their first bytes, then their second, and so on. */
// @ts-ignore: decorator
@inline
export function zip8(src: usize, srcStride: usize, dst: usize): void {
  const a = v128.load(src);
  const e = v128.load(src + 4 * srcStride);
  const aeLow = zipLow(a, e);
  const aeHigh = zipHigh(a, e);
  const b = v128.load(src + srcStride);
  const f = v128.load(src + 5 * srcStride);
  const bfLow = zipLow(b, f);
  const bfHigh = zipHigh(b, f);
  const c = v128.load(src + 2 * srcStride);
  const g = v128.load(src + 6 * srcStride);
  const cgLow = zipLow(c, g);
  const cgHigh = zipHigh(c, g);
  const d = v128.load(src + 3 * srcStride);
  const h = v128.load(src + 7 * srcStride);
  const dhLow = zipLow(d, h);
  const dhHigh = zipHigh(d, h);
  zipPair(zipLow(aeLow, cgLow), zipLow(bfLow, dhLow), dst);
  zipPair(zipHigh(aeLow, cgLow), zipHigh(bfLow, dhLow), dst + 32);
  zipPair(zipLow(aeHigh, cgHigh), zipLow(bfHigh, dhHigh), dst + 64);
  zipPair(zipHigh(aeHigh, cgHigh), zipHigh(bfHigh, dhHigh), dst + 96);
}

// @ts-ignore: decorator
@inline
function zipPair(a: v128, b: v128, dst: usize): void {
  v128.store(dst, zipLow(a, b));
  v128.store(dst, zipHigh(a, b), 16);
}

/** Two steps at once, over 4 vectors. */
// @ts-ignore: decorator
@inline
function zip4(src: usize, srcStride: usize, dst: usize, dstStride: usize): void {
  const a = v128.load(src);
  const b = v128.load(src + srcStride);
  const c = v128.load(src + 2 * srcStride);
  const d = v128.load(src + 3 * srcStride);
  const acLow = zipLow(a, c);
  const acHigh = zipHigh(a, c);
  const bdLow = zipLow(b, d);
  const bdHigh = zipHigh(b, d);
  v128.store(dst, zipLow(acLow, bdLow));
  v128.store(dst + dstStride, zipHigh(acLow, bdLow));
  v128.store(dst + 2 * dstStride, zipLow(acHigh, bdHigh));
  v128.store(dst + 3 * dstStride, zipHigh(acHigh, bdHigh));
}

// @ts-ignore: decorator
@inline
export function zipLow(a: v128, b: v128): v128 {
  return v128.shuffle<u8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

// @ts-ignore: decorator
@inline
export function zipHigh(a: v128, b: v128): v128 {
  return v128.shuffle<u8>(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

// @ts-ignore: decorator
@inline
function even(a: v128, b: v128): v128 {
  return v128.shuffle<u8>(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
}

// @ts-ignore: decorator
@inline
function odd(a: v128, b: v128): v128 {
  return v128.shuffle<u8>(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
}
