/** First free byte: the host's from here up. */
export const HEAP: usize = __heap_base;

/**
 * Reverses the bytes of every element at `ptr`, in place: big-endian to little-endian and back. `typesize` is 2, 4
 * or 8, others change nothing; bytes that fill no element stay as they are. Touches nothing beyond `length`.
 */
export function byteswap(ptr: usize, length: usize, typesize: usize): void {
  const end = ptr + length;
  if (ASC_FEATURE_SIMD) {
    const order =
      typesize == 2
        ? i8x16(1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14)
        : typesize == 4
          ? i8x16(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12)
          : i8x16(7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8);
    if (typesize == 2 || typesize == 4 || typesize == 8) {
      for (; ptr + 16 <= end; ptr += 16) v128.store(ptr, v128.swizzle(v128.load(ptr), order));
    }
  }
  if (typesize == 2) {
    for (; ptr + 2 <= end; ptr += 2) store<u16>(ptr, bswap<u16>(load<u16>(ptr)));
  } else if (typesize == 4) {
    for (; ptr + 4 <= end; ptr += 4) store<u32>(ptr, bswap<u32>(load<u32>(ptr)));
  } else if (typesize == 8) {
    for (; ptr + 8 <= end; ptr += 8) store<u64>(ptr, bswap<u64>(load<u64>(ptr)));
  }
}
