/**
 * Byte shuffle: the first bytes of all elements, then all second bytes, and so on. As in c-blosc, HDF5 filter 2 and
 * numcodecs: `length % typesize` bytes at the end, which fill no element, stay where they are.
 */

import { shuffle2, shuffle4, shuffle8, shuffle16, unshuffle2, unshuffle4, unshuffle8, unshuffle16 } from "./shuffle-simd";

/** Writes `length` bytes of elements at `src` as `typesize` planes at `dst`. `typesize` is 1 or more. */
export function shuffleBytes(src: usize, dst: usize, length: usize, typesize: usize): void {
  const elements = length / typesize;
  if (typesize == 1 || elements < 2) {
    memory.copy(dst, src, length);
    return;
  }
  let done: usize = 0;
  if (ASC_FEATURE_SIMD) {
    if (typesize == 2) done = shuffle2(src, dst, elements);
    else if (typesize == 4) done = shuffle4(src, dst, elements);
    else if (typesize == 8) done = shuffle8(src, dst, elements);
    else if (typesize == 16) done = shuffle16(src, dst, elements);
  }
  for (let byte: usize = 0; byte < typesize; ++byte) {
    const plane = dst + byte * elements;
    let from = src + done * typesize + byte;
    let i = done;
    for (; i + 4 <= elements; i += 4) {
      store<u8>(plane + i, load<u8>(from));
      store<u8>(plane + i, load<u8>(from + typesize), 1);
      store<u8>(plane + i, load<u8>(from + 2 * typesize), 2);
      store<u8>(plane + i, load<u8>(from + 3 * typesize), 3);
      from += 4 * typesize;
    }
    for (; i < elements; ++i) {
      store<u8>(plane + i, load<u8>(from));
      from += typesize;
    }
  }
  const whole = elements * typesize;
  memory.copy(dst + whole, src + whole, length - whole);
}

/** The inverse of `shuffleBytes`. */
export function unshuffleBytes(src: usize, dst: usize, length: usize, typesize: usize): void {
  const elements = length / typesize;
  if (typesize == 1 || elements < 2) {
    memory.copy(dst, src, length);
    return;
  }
  let done: usize = 0;
  if (ASC_FEATURE_SIMD) {
    if (typesize == 2) done = unshuffle2(src, dst, elements);
    else if (typesize == 4) done = unshuffle4(src, dst, elements);
    else if (typesize == 8) done = unshuffle8(src, dst, elements);
    else if (typesize == 16) done = unshuffle16(src, dst, elements);
  }
  for (let byte: usize = 0; byte < typesize; ++byte) {
    const plane = src + byte * elements;
    let to = dst + done * typesize + byte;
    let i = done;
    for (; i + 4 <= elements; i += 4) {
      store<u8>(to, load<u8>(plane + i));
      store<u8>(to + typesize, load<u8>(plane + i, 1));
      store<u8>(to + 2 * typesize, load<u8>(plane + i, 2));
      store<u8>(to + 3 * typesize, load<u8>(plane + i, 3));
      to += 4 * typesize;
    }
    for (; i < elements; ++i) {
      store<u8>(to, load<u8>(plane + i));
      to += typesize;
    }
  }
  const whole = elements * typesize;
  memory.copy(dst + whole, src + whole, length - whole);
}
