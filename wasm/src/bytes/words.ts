/** Byte order and sums of words in place, after they were decoded: `ptr` and `length` are in bytes. */

/**
 * Reverses the bytes of every word of 2, 4 or 8 bytes. Words of other sizes, and bytes that fill none, stay as they
 * are.
 */
export function byteswap(ptr: usize, length: usize, wordSize: usize): void {
  const end = ptr + length;
  if (ASC_FEATURE_SIMD) {
    const order =
      wordSize == 2
        ? i8x16(1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14)
        : wordSize == 4
          ? i8x16(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12)
          : i8x16(7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8);
    if (wordSize == 2 || wordSize == 4 || wordSize == 8) {
      for (; ptr + 16 <= end; ptr += 16) v128.store(ptr, v128.swizzle(v128.load(ptr), order));
    }
  }
  if (wordSize == 2) {
    for (; ptr + 2 <= end; ptr += 2) store<u16>(ptr, bswap<u16>(load<u16>(ptr)));
  } else if (wordSize == 4) {
    for (; ptr + 4 <= end; ptr += 4) store<u32>(ptr, bswap<u32>(load<u32>(ptr)));
  } else if (wordSize == 8) {
    for (; ptr + 8 <= end; ptr += 8) store<u64>(ptr, bswap<u64>(load<u64>(ptr)));
  }
}

/**
 * Adds to every word of 1, 2, 4 or 8 bytes the word `distance` bytes before it, from left to right, in each row of
 * `rowLength` bytes anew. Lengths and `distance` are multiples of `wordSize`.
 */
export function accumulate(ptr: usize, length: usize, rowLength: usize, distance: usize, wordSize: usize): void {
  const end = ptr + length;
  if (wordSize == 1) accumulateRows<u8>(ptr, end, rowLength, distance);
  else if (wordSize == 2) accumulateRows<u16>(ptr, end, rowLength, distance);
  else if (wordSize == 4) accumulateRows<u32>(ptr, end, rowLength, distance);
  else accumulateRows<u64>(ptr, end, rowLength, distance);
}

/** Which byte of a vector is carried to each byte of the next. */
const CARRIED: usize = memory.data(16, 16);

function accumulateRows<T>(ptr: usize, end: usize, rowLength: usize, distance: usize): void {
  if (ASC_FEATURE_SIMD) {
    for (let i: usize = 0; i < 16 && distance <= 16; ++i) {
      store<u8>(CARRIED + i, <u8>(16 - distance + (i % distance)));
    }
  }
  for (; ptr < end; ptr += rowLength) {
    const rowEnd = ptr + rowLength;
    let done = ptr + distance;
    if (ASC_FEATURE_SIMD) done = distance < 16 ? accumulateNear<T>(ptr, rowEnd, distance) : accumulateFar<T>(ptr, rowEnd, distance);
    for (; done < rowEnd; done += sizeof<T>()) store<T>(done, load<T>(done) + load<T>(done - distance));
  }
}

/** Vectors of several words of each sum: returns where the first is that is left to do. */
function accumulateNear<T>(ptr: usize, end: usize, distance: usize): usize {
  if (ptr + 16 > end) return ptr + distance;
  // Byte i takes byte i - n; where there is none, zero.
  const places = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const behind1 = i8x16.sub(places, i8x16.splat(<i8>distance));
  const behind2 = i8x16.sub(places, i8x16.splat(<i8>(2 * distance)));
  const behind4 = i8x16.sub(places, i8x16.splat(<i8>(4 * distance)));
  const behind8 = i8x16.sub(places, i8x16.splat(<i8>(8 * distance)));
  const carried = v128.load(CARRIED);
  let sums = i64x2.splat(0);
  for (; ptr + 16 <= end; ptr += 16) {
    let words = v128.load(ptr);
    words = v128.add<T>(words, v128.swizzle(words, behind1));
    if (sizeof<T>() < 8) words = v128.add<T>(words, v128.swizzle(words, behind2));
    if (sizeof<T>() < 4) words = v128.add<T>(words, v128.swizzle(words, behind4));
    if (sizeof<T>() < 2) words = v128.add<T>(words, v128.swizzle(words, behind8));
    sums = v128.add<T>(words, v128.swizzle(sums, carried));
    v128.store(ptr, sums);
  }
  return ptr;
}

/** Vectors that end before the words that they are added to. */
function accumulateFar<T>(ptr: usize, end: usize, distance: usize): usize {
  ptr += distance;
  for (; ptr + 16 <= end; ptr += 16) v128.store(ptr, v128.add<T>(v128.load(ptr), v128.load(ptr - distance)));
  return ptr;
}
