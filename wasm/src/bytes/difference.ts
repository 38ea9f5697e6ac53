/** Differences of words in place, before they are encoded: `ptr` and `length` are in bytes. */

/**
 * Takes from every word of 1, 2, 4 or 8 bytes the word `distance` bytes before it, from right to left, in each row of
 * `rowLength` bytes anew. Lengths and `distance` are multiples of `wordSize`.
 */
export function difference(ptr: usize, length: usize, rowLength: usize, distance: usize, wordSize: usize): void {
  const end = ptr + length;
  if (wordSize == 1) differenceRows<u8>(ptr, end, rowLength, distance);
  else if (wordSize == 2) differenceRows<u16>(ptr, end, rowLength, distance);
  else if (wordSize == 4) differenceRows<u32>(ptr, end, rowLength, distance);
  else differenceRows<u64>(ptr, end, rowLength, distance);
}

function differenceRows<T>(ptr: usize, end: usize, rowLength: usize, distance: usize): void {
  for (; ptr < end; ptr += rowLength) {
    const first = ptr + distance;
    let at = ptr + rowLength;
    if (ASC_FEATURE_SIMD) {
      while (at >= first + 16) {
        at -= 16;
        v128.store(at, v128.sub<T>(v128.load(at), v128.load(at - distance)));
      }
    }
    while (at > first) {
      at -= sizeof<T>();
      store<T>(at, load<T>(at) - load<T>(at - distance));
    }
  }
}
