import { shuffleBytes, unshuffleBytes } from "./shuffle/shuffle";

/** First free byte: the host's from here up. */
export const HEAP: usize = __heap_base;

/**
 * Shuffles the bytes of `length / typesize` elements from `src` into `dst`, which do not overlap; bytes that fill no
 * element are copied. Touches nothing beyond `length`. `typesize` is 1 or more.
 */
export function shuffle(src: usize, dst: usize, length: usize, typesize: usize): void {
  shuffleBytes(src, dst, length, typesize);
}

/** The inverse of `shuffle`. */
export function unshuffle(src: usize, dst: usize, length: usize, typesize: usize): void {
  unshuffleBytes(src, dst, length, typesize);
}
