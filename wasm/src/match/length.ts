/** Bytes equal at `a` and `b`, where `b` lies before `limit` and the comparison ends. Reads nothing from `limit` on. */
export function matchLength(a: usize, b: usize, limit: usize): usize {
  const start = b;
  while (b + 8 <= limit) {
    const difference = load<u64>(a) ^ load<u64>(b);
    if (difference != 0) return b - start + (<usize>ctz(difference) >>> 3);
    a += 8;
    b += 8;
  }
  while (b < limit && load<u8>(a) == load<u8>(b)) {
    ++a;
    ++b;
  }
  return b - start;
}
